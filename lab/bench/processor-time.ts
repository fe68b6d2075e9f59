/** Processor time of a command and the processes that it waits for, as a shell measures it. */

/** To stand at the end of a shell's script. */
export const TIMES = "times";

/**
 * The milliseconds, in user and in system mode, of the processes that a script ran: the second line of what `times` prints, as
 * `0m0.16s 0m0.05s`. https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#times
 */
export function timesOf(printed: string): number {
  const [, ofChildren = ""] = printed.split("\n");
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s));
  if (seconds.length !== 2) throw new Error(`times printed ${JSON.stringify(printed)}`);
  return seconds.reduce((sum, one) => sum + one, 0) * 1000;
}
