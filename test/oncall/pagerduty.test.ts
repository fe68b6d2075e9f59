/** On-call and a PagerDuty service: the incident of a group is as the group is, and what got worse notifies whoever has acknowledged it. */
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { pagerdutyChannel } from "@tocsin/channels/pagerduty/pagerduty-channel";
import { pagerdutyService } from "@tocsin/channels/testing/pagerduty-service";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { severities } from "@tocsin/core/alert/severity";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";
import { later, newThreat, over } from "../support/threats.ts";

const table = useTable();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const settings = { type: "pagerduty", routingKey: "ssm:pagerduty/soc", region: "us" } as const;
const policy = policyOf({
  channels: { soc: settings },
  routes: [{ name: "all", match: { severity: [...severities] }, channels: ["soc"], group: "alert", urgency: "now" }],
  unrouted: "ignore",
});

/** On-call whose one destination is a service on this machine, which fails as often as it is told to. */
async function run() {
  const service = pagerdutyService();
  const failures = { left: 0 };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    // It has the event, and its answer is lost.
    const answer = service.take(body);
    failures.left -= 1;
    if (failures.left >= 0) return void response.writeHead(502).end();
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const place = server.address();
  const url = `http://127.0.0.1:${typeof place === "object" ? place?.port : ""}/v2/enqueue`;
  const oncall = oncallOn(open, policy, {
    channel: (name) =>
      pagerdutyChannel({
        ...{ name, settings, address: { url, allowPrivateAddresses: true }, now: () => oncall.now() },
        secrets: secretsWith({ "ssm:pagerduty/soc": "0123456789abcdef0123456789abcdef" }),
      }),
  });
  const states = () => service.incidents.map(({ status }) => status);
  return { oncall, service, failures, states };
}

test("the incident of a group is triggered, acknowledged, notified of anew where the group gets worse, and resolved", async () => {
  const { oncall, states } = await run();
  const threat = newThreat({ severity: "HIGH" });
  await oncall.wake(threat);
  await oncall.deliver();
  expect(states()).toEqual(["triggered"]);

  const acknowledged = later(threat, {}, { status: "ACKNOWLEDGED" });
  await oncall.wake(acknowledged);
  await oncall.passUntil(minutesAfter(oncall.now(), 5));
  expect(states()).toEqual(["acknowledged"]);

  const worse = later(acknowledged, { worst: "CRITICAL" }, { status: "OPEN", severity: "CRITICAL" });
  await oncall.wake(worse);
  await oncall.passUntil(minutesAfter(oncall.now(), 5));
  expect(states()).toEqual(["resolved", "triggered"]);

  await oncall.wake(over(worse));
  await oncall.passUntil(minutesAfter(oncall.now(), 5));
  expect(states()).toEqual(["resolved", "resolved"]);
});

test("an incident that is there though nobody knows is no second one when it is tried again", async () => {
  const { oncall, service, failures } = await run();
  failures.left = 2;
  await oncall.wake(newThreat({ severity: "CRITICAL" }));
  await oncall.passUntil(minutesAfter(oncall.now(), 10));
  expect(failures.left).toBeLessThan(0);
  expect(service.incidents).toMatchObject([{ status: "triggered", urgency: "high" }]);
});
