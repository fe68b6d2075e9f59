/** The events that processes are given: all that some accounts say, so that each alert has what it has in the whole organization. */
import { defaultSimulation, simulate } from "../../packages/cli/simulate/simulate.ts";

/** @param ofAccounts one account in so many says something. */
export function simulatedEvents(days: number, ofAccounts: number): readonly object[] {
  const events = simulate({ ...defaultSimulation, days });
  const accounts = [...new Set(events.map(({ account }) => account))].filter((_, i) => i % ofAccounts === 0);
  return events.filter(({ account }) => accounts.includes(account));
}
