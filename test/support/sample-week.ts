/** The sample week as `npm start` runs it, with every page that was shown and every announcement behind it. */
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { renderPage } from "@tocsin/channels/page/page";
import { routesFor } from "@tocsin/channels/routing";
import { type Instant, instantOfEpoch, shift } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { type Announcement, announcementOf } from "@tocsin/core/transition/announcement";
import type { TransitionKind } from "@tocsin/core/transition/transition";
import { systemTomorrow } from "@tocsin/lambda/runtime/system-clock";
import { virtualClock } from "@tocsin/local/clock";
import { createScenario } from "@tocsin/local/scenario";
import { type Stack, startStack } from "@tocsin/local/stack";
import { defaultSimulation, simulate } from "../../packages/cli/simulate/simulate.ts";

/** A page with the announcement that it tells of. */
export interface Telling {
  readonly announcement: Announcement;
  readonly page: string;
  /** When it was shown. */
  readonly now: Instant;
}

export interface SampleWeek {
  /** The kinds of all announcements, also of those that are quiet. */
  readonly kinds: readonly TransitionKind[];
  /** The pages that the channel was given, in order. */
  readonly shown: readonly { readonly page: string; readonly now: Instant }[];
  /** Announcements that a route sends to a channel, in order of alert and version, each with its page as it should have been. */
  readonly routed: readonly Telling[];
  /** Every other announcement, with the page that it would have got. */
  readonly unrouted: readonly Telling[];
}

export async function runSampleWeek(): Promise<SampleWeek> {
  const clock = virtualClock(instantOfEpoch(0));
  const shown: { page: string; now: Instant }[] = [];
  const stack = await startStack({
    now: clock.now,
    latest: systemTomorrow,
    policy: defaultPolicy,
    channels: {
      write: (page) => shown.push({ page: page.trimEnd(), now: clock.now() }),
      styled: false,
      secretAt: async () => "secret",
    },
    scope: "test",
    searchPath: process.env.PATH ?? "",
    port: 0,
    redeliverySeconds: 0,
    pollers: 1,
    writeLog: () => {},
  });
  try {
    const scenario = createScenario({ stack, clock, latest: systemTomorrow(), onTaken: () => {} });
    for (const event of simulate(defaultSimulation)) await scenario.deliver(event);
    await scenario.runUntil(shift(defaultSimulation.end, 6 * 3_600_000));
    return { shown, ...(await announced(stack)) };
  } finally {
    await stack.stop();
  }
}

async function announced({ alerts }: Stack): Promise<Omit<SampleWeek, "shown">> {
  const { end } = defaultSimulation;
  const entries = await Array.fromAsync(
    valuesIn(alerts.logBetween(shift(end, -8 * 86_400_000), shift(end, 86_400_000))),
  );
  const announcements = entries
    .sort((a, b) => (a.alertId < b.alertId ? -1 : a.alertId > b.alertId ? 1 : a.version - b.version))
    .map(announcementOf);
  const tellings = announcements.map((announcement) => {
    const [delivery] = routesFor(defaultPolicy, announcement).deliveries;
    const now = announcement.at;
    const page = renderPage({ announcement, route: delivery?.route ?? "none" }, { now, styled: false });
    return { isRouted: delivery !== undefined, announcement, now, page };
  });
  return {
    kinds: announcements.map(({ kind }) => kind),
    routed: tellings.filter(({ isRouted }) => isRouted),
    // What is quiet no policy can send to anybody.
    unrouted: tellings.filter(({ isRouted, announcement }) => !isRouted && !announcement.quiet),
  };
}
