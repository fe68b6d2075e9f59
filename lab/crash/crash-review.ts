/** What `review` has to do in a crash experiment: alerts whose deadline came nearer or whose suppression ended, and a group to look at. */

import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createDueAlerts } from "@tocsin/aws/alerts/due-alerts";
import { createDueWakes } from "@tocsin/aws/groups/due-wakes";
import { createGroupsStore, type GroupsChange } from "@tocsin/aws/groups/groups-store";
import { sendingTo } from "@tocsin/aws/queues/send-messages";
import { worldStateOf } from "@tocsin/aws/testing/world-state";
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import { active } from "@tocsin/core/alert/observation";
import { instant, MILLISECONDS_PER_DAY, shift } from "@tocsin/core/event/instant";
import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import { defaultWorld } from "@tocsin/core/policy/world";
import { reviewHandler } from "@tocsin/lambda/handlers/review";
import { context, recordingTelemetry } from "@tocsin/lambda/testing/sample-batch";
import { toldWith } from "@tocsin/oncall/testing/sample-group";
import { itemLines } from "../convergence/lines.ts";
import type { Servers, World } from "../world/world.ts";
import type { Undertaking } from "./crash.ts";
import { callsWith } from "./faults.ts";

const seenAt = instant("2026-10-01T00:00:00Z");
const now = shift(seenAt, 20 * MILLISECONDS_PER_DAY);
/** Days from when it was seen to the deadline: two are due by now, one is not. */
const deadlines = [40, 22, 60];

function certificate(n: number): Identity {
  return {
    condition: "certificate-expiry",
    partition: "aws",
    account: "111122223333",
    region: "eu-west-1",
    resource: `arn:aws:acm:eu-west-1:111122223333:certificate/${n}`,
    discriminator: "",
  };
}

interface Reviewing {
  readonly world: World;
  readonly oncallUrl: string;
}

export function reviewing(servers: Servers): Undertaking<Reviewing> {
  return {
    handler: "review",
    // On-call looks at a group twice as it looks at it once.
    atLeastOnce: () => ["woken"],
    async prepare() {
      const world = await servers.newWorld();
      using clients = servers.clients(callsWith());
      const alerts = createAlertsWriter({ client: clients.dynamodb, tableName: world.tableName });
      await alerts.apply(deadlines.map(seen), defaultWorld, seenAt);
      await createGroupsStore({ client: clients.dynamodb, tableName: world.tableName }).write(dueGroup);
      return { world, oncallUrl: await world.queue("oncall") };
    },
    async invoke({ world: { tableName }, oncallUrl }, _left, calls) {
      using clients = servers.clients(calls);
      const table = { client: clients.dynamodb, tableName };
      const review = reviewHandler({
        alerts: createAlertsWriter(table),
        dueAlerts: createDueAlerts(table),
        dueWakes: createDueWakes(table),
        reader: createAlertsReader(table),
        groups: createGroupsStore(table),
        wake: sendingTo(clients.sqs, { name: "oncall", url: oncallUrl }),
        world: async () => ({ ...defaultWorld, policy: defaultPolicy }),
        reload: async () => worldStateOf(defaultPolicy),
        worldChanges: async () => {},
        tellOperators: async () => {},
        remindOfSilences: async () => {},
        beat: async () => {},
        now: () => now,
        telemetry: recordingTelemetry(),
      });
      await review({}, context);
      return [];
    },
    pass() {},
    outcome: async ({ world }) => [
      ...itemLines(await world.items()),
      ...(await world.waiting("oncall")).map((body) => `woken ${body}`),
    ],
    end: ({ world }) => world.end(),
  };
}

/** A group that it is time to look at. */
const dueGroup: GroupsChange = {
  ...{ at: seenAt, alerts: [], members: [], held: [], counts: [], lookedAt: [], destinations: [] },
  told: [
    {
      groupId: "0".repeat(32),
      before: undefined,
      stored: { told: toldWith({ nextAt: seenAt }), revision: 1, verdict: { outcome: "later", reason: "group-waits" } },
      isOver: false,
    },
  ],
};

function seen(days: number, n: number) {
  const identity = certificate(n);
  const said = {
    identity,
    reporter: "acm",
    title: "Certificate expires",
    summary: "It expires.",
    resource: identity.resource,
    severity: "LOW" as const,
    deadline: shift(seenAt, days * MILLISECONDS_PER_DAY),
  };
  const observation = active({ id: `event-${n}`, time: seenAt, "replay-name": undefined }, said);
  return { alertId: alertId(identity), observations: [observation], decisions: [] };
}
