/** On-call and people's telephones, by a server that behaves as AWS End User Messaging says it does, and the real SDK client. */
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { createOncallState } from "@tocsin/aws/groups/oncall-state";
import { createTextMessages } from "@tocsin/aws/phone/text-messages";
import { createVoiceCalls } from "@tocsin/aws/phone/voice-calls";
import type { Channel } from "@tocsin/channels/kind";
import { smsChannel } from "@tocsin/channels/sms/sms-channel";
import { phoneService } from "@tocsin/channels/testing/phone-service";
import { phoneClientAt } from "@tocsin/channels/testing/providers";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { voiceChannel } from "@tocsin/channels/voice/voice-channel";
import { toldLines } from "@tocsin/cli/commands/alerts/told-text";
import { severities } from "@tocsin/core/alert/severity";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { emptyTable, minutesAfter, type OpenTable, oncallOn, policyOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";
import { later, newThreat, over } from "../support/threats.ts";

const table = useTable();
let open: OpenTable;
beforeEach(async () => {
  open = await emptyTable(table.client);
});

const originationIdentity = "pool-0a1b2c3d";
const numbers = { "ada-text": "+12065550142", "ada-call": "+12065550143", "grace-call": "+12065550144" };
const channels = {
  "ada-text": { type: "sms", phone: "ssm:sms/ada", originationIdentity },
  "ada-call": { type: "voice", phone: "ssm:voice/ada", originationIdentity },
  "grace-call": { type: "voice", phone: "ssm:voice/grace", originationIdentity },
  desk: { type: "console" },
} as const;
const everything = { name: "all", match: { severity: [...severities] }, group: "alert" } as const;

/** On-call by a policy, whose telephones are reached by the service; of the desk it is kept what it was told. */
async function run(policy: object) {
  const service = phoneService(originationIdentity);
  const server = createServer(async (request, response) => {
    const answer = service.take(String(request.headers["x-amz-target"]), await text(request));
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const place = server.address();
  const client = phoneClientAt(`http://127.0.0.1:${typeof place === "object" ? place?.port : ""}`);
  onTestFinished(() => client.destroy());
  const secrets = secretsWith({
    "ssm:sms/ada": numbers["ada-text"],
    "ssm:voice/ada": numbers["ada-call"],
    "ssm:voice/grace": numbers["grace-call"],
  });
  const desk: string[] = [];
  const channel = (name: string): Channel => {
    const common = { name, secrets, now: () => oncall.now() };
    if (name === "ada-text")
      return smsChannel({ ...common, settings: channels[name], sendOnce: createTextMessages({ client }).send });
    if (name === "ada-call" || name === "grace-call")
      return voiceChannel({ ...common, settings: channels[name], sendOnce: createVoiceCalls({ client }).send });
    return { name, send: async ({ kind }) => void desk.push(kind) };
  };
  const oncall = oncallOn(open, policyOf({ channels, unrouted: "ignore", ...policy }), { channel });
  const told = () =>
    service.sent.map(({ how, to }) => `${how} ${Object.entries(numbers).find(([, number]) => number === to)?.[0]}`);
  return { oncall, service, told, desk };
}

const passed = async (oncall: Awaited<ReturnType<typeof run>>["oncall"], minutes: number) =>
  oncall.passUntil(minutesAfter(oncall.now(), minutes));

describe("a telephone", () => {
  const direct = { routes: [{ ...everything, channels: ["ada-text"], urgency: "now" }] };

  test("is sent what rings, and neither its acknowledgement nor its end", async () => {
    const { oncall, told } = await run(direct);
    const threat = newThreat({ severity: "HIGH" });
    await oncall.wake(threat);
    await passed(oncall, 1);
    const acknowledged = later(threat, {}, { status: "ACKNOWLEDGED" });
    await oncall.wake(acknowledged);
    await passed(oncall, 5);
    const worse = later(acknowledged, { worst: "CRITICAL" }, { status: "OPEN", severity: "CRITICAL" });
    await oncall.wake(worse);
    await passed(oncall, 5);
    await oncall.wake(over(worse));
    await passed(oncall, 30);
    expect(told()).toEqual(["text ada-text", "text ada-text"]);
    expect(oncall.counted).toContain("notifications not-by-telephone 1");
    expect(oncall.counted.filter((one) => one.startsWith("rings "))).toHaveLength(2);
    const shown = toldLines(await createGroupsReader(open).tellingsOf(threat.alertId), undefined, {
      stdout: { write: () => true },
    });
    expect(shown.join("\n")).toMatch(
      /told worse .*, rang: 1 open\n.*not sent, as telephones only get what rings: over /,
    );
  });

  test("is not sent what waited for the morning", async () => {
    const { oncall, told } = await run({ routes: [{ ...everything, channels: ["ada-text"], urgency: "morning" }] });
    await oncall.wake(newThreat({ severity: "HIGH" }));
    await passed(oncall, 26 * 60);
    expect(told()).toEqual([]);
    expect(oncall.counted.filter((one) => one.startsWith("rings "))).toEqual([]);
  });

  test("that has opted out is tried again with pauses, and the fallback hears of what it did not take", async () => {
    const { oncall, service, told, desk } = await run({ ...direct, fallback: "desk", unrouted: undefined });
    service.optedOut.add(numbers["ada-text"]);
    await oncall.wake(newThreat({ severity: "HIGH" }));
    await passed(oncall, 10);
    expect(told()).toEqual([]);
    expect(oncall.counted.filter((one) => one.startsWith("notifications rejected")).length).toBeGreaterThan(1);
    expect(desk).toEqual(["opened"]);
    service.optedOut.clear();
    await passed(oncall, 20);
    expect(told()).toEqual(["text ada-text"]);
  });

  test("that takes nothing is not said to work again because nothing was sent to it", async () => {
    const { oncall, service } = await run(direct);
    const threat = newThreat({ severity: "HIGH" });
    await oncall.wake(threat);
    await passed(oncall, 1);
    service.optedOut.add(numbers["ada-text"]);
    await passed(oncall, 25);
    const failing = async () => (await createOncallState(open).failing(["ada-text"])).length;
    expect(await failing()).toBe(1);
    await oncall.wake(over(threat));
    await passed(oncall, 20);
    expect(oncall.counted).toContain("notifications not-by-telephone 1");
    expect(await failing()).toBe(1);
  });
});

describe("of somebody with two telephones and a desk", () => {
  const people = { ada: { contacts: ["ada-text", "ada-call", "desk"] }, grace: { contacts: ["grace-call"] } };
  const layers = (person: string) => [{ people: [person], turnWeeks: 1, from: "2026-11-02T09:00" }];
  const schedules = [
    { name: "primary", layers: layers("ada") },
    { name: "secondary", layers: layers("grace") },
  ];
  const steps = [
    { afterMinutes: 5, channels: ["primary/2"] },
    { afterMinutes: 10, channels: ["secondary"] },
  ];
  const policy = (urgency: string) => ({
    ...{ people, schedules, escalations: [{ name: "up", steps }] },
    routes: [{ ...everything, channels: ["primary"], escalation: "up", urgency }],
  });

  test("nobody acknowledges: the second telephone is called, and then the second person", async () => {
    const { oncall, told } = await run(policy("now"));
    await oncall.wake(newThreat({ severity: "HIGH" }));
    await passed(oncall, 12);
    expect(told()).toEqual(["text ada-text", "call ada-call", "call grace-call"]);
  });

  test("what waited for the morning is told by the desk", async () => {
    const { oncall, told, desk } = await run(policy("morning"));
    await oncall.wake(newThreat({ severity: "HIGH" }));
    await passed(oncall, 23 * 60);
    expect({ told: told(), desk }).toEqual({ told: [], desk: ["opened"] });
  });

  test("no number is in the table, whatever comes of it", async () => {
    const { oncall, service } = await run(policy("now"));
    service.optedOut.add(numbers["ada-call"]);
    await oncall.wake(newThreat({ severity: "HIGH" }));
    await passed(oncall, 30);
    const { Items = [] } = await open.client.send(new ScanCommand({ TableName: open.tableName }));
    expect(Items.length).toBeGreaterThan(0);
    for (const number of Object.values(numbers))
      expect(`${JSON.stringify(Items)}${oncall.counted}${oncall.dead}`).not.toContain(number.slice(1));
  });
});
