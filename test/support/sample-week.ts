/** The sample week as `npm start` runs it, with every page that was shown and every announcement of what it tells of. */
import type { Mail } from "@tocsin/aws/alarm-topic";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { type Instant, instant, instantOfEpoch, shift } from "@tocsin/core/event/instant";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import { systemNow, systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { virtualClock } from "@tocsin/local/clock";
import { createScenario } from "@tocsin/local/scenario";
import { type Stack, startStack } from "@tocsin/local/stack";
import { readPolicyFile } from "../../packages/cli/policy-file.ts";
import { SAMPLE_POLICY, sampleDirectory } from "../../packages/cli/sample/accounts.ts";
import { createPeople, type People } from "../../packages/cli/sample/people.ts";
import { defaultSimulation, simulate } from "../../packages/cli/simulate/simulate.ts";
import { settleAccounts } from "../../packages/cli/stack/run-accounts.ts";
import { settlePolicy } from "../../packages/cli/stack/run-policy.ts";

export interface SampleWeek {
  /** In order of alert and version, also those that are quiet. */
  readonly announcements: readonly Announcement[];
  /** The pages that the channel was given, in order, and when. */
  readonly shown: readonly { readonly page: string; readonly now: Instant }[];
  /** How often each reason was given for what on-call rang. */
  readonly rings: ReadonlyMap<string, number>;
  /** What those who run Tocsin were mailed, and when. */
  readonly mails: readonly (Mail & { readonly now: Instant })[];
}

const silent = { write: () => true };

export async function runSampleWeek(): Promise<SampleWeek> {
  const clock = virtualClock(instantOfEpoch(0));
  const shown: { page: string; now: Instant }[] = [];
  const mails: (Mail & { now: Instant })[] = [];
  let people: People | undefined;
  const stack = await startStack({
    now: clock.now,
    latest: systemTomorrow,
    isVirtual: true,
    prepare: async (table) => {
      await settlePolicy(
        table,
        { file: SAMPLE_POLICY, read: await readPolicyFile(SAMPLE_POLICY) },
        systemNow(),
        silent,
      );
      await settleAccounts(table, { what: "the sample", directory: sampleDirectory() }, systemNow(), silent);
      people = createPeople(table);
    },
    channels: {
      write: (page) => shown.push({ page: page.trimEnd(), now: clock.now() }),
      styled: false,
      secretAt: async () => "secret",
    },
    mail: async (mail) => void mails.push({ ...mail, now: clock.now() }),
    scope: "test",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 0,
    batchesAtOnce: 1,
    writeLog: () => {},
  });
  try {
    const scenario = createScenario({ stack, clock, latest: systemTomorrow(), onTaken: () => {} });
    for (const event of simulate(defaultSimulation)) {
      await people?.actUntil(instant(event.time), scenario.runUntil);
      await scenario.deliver(event);
    }
    await scenario.runUntil(shift(defaultSimulation.end, 6 * 3_600_000));
    return { shown, mails, announcements: await announced(stack), rings: stack.counts.of("rings") };
  } finally {
    await stack.stop();
  }
}

async function announced({ alerts }: Stack): Promise<readonly Announcement[]> {
  const { end } = defaultSimulation;
  const entries = await Array.fromAsync(
    valuesIn(alerts.logBetween(shift(end, -8 * 86_400_000), shift(end, 86_400_000))),
  );
  return entries
    .sort((a, b) => (a.alertId < b.alertId ? -1 : a.alertId > b.alertId ? 1 : a.version - b.version))
    .map(announcementOf);
}
