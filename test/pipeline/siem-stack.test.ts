/** The way of an alert to SIEMs, on the embedded stack: from the event by the table, the stream and the topic. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TopicMessage } from "@tocsin/aws/publish";
import { redriveAnnounced } from "@tocsin/aws/queues/redrive";
import { ocsfProblems } from "@tocsin/channels/testing/ocsf-schema";
import { createSecurityHubAccount, invalidInput } from "@tocsin/channels/testing/security-hub-account";
import { instant } from "@tocsin/core/event/instant";
import { createMessagingClients } from "@tocsin/local/servers/servers";
import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { expect, test } from "vitest";
import { useStack } from "../support/stack.ts";
import { inDirectory, tocsin } from "../support/terminal.ts";

/** The only account that the embedded servers know. */
const account = "000000000000";
const started = useStack();

test("an alert that opens and is archived is an event for each, and a finding that ends archived", async () => {
  const events: TopicMessage[] = [];
  const securityHub = createSecurityHubAccount(account);
  const ocsf = async (messages: readonly TopicMessage[]) => {
    events.push(...messages);
    return messages.map(() => undefined);
  };
  const { stack, deliver, runUntil } = await started({ siem: { ocsf, securityHub } });
  await deliver(threats.instanceFinding);
  await runUntil(instant("2026-11-24T08:30:00Z"));
  const [finding] = securityHub.findings.values();
  expect(finding).toMatchObject({ AwsAccountId: account, RecordState: "ACTIVE", Workflow: { Status: "NEW" } });
  const { detail } = threats.instanceFinding;
  const archived = { ...detail, updatedAt: "2026-11-24T09:00:00.000Z", service: { ...detail.service, archived: true } };
  await deliver({ ...threats.instanceFinding, id: "archived", time: "2026-11-24T09:00:00Z", detail: archived });
  await runUntil(instant("2026-11-24T10:00:00Z"));
  expect([...securityHub.findings.values()]).toMatchObject([
    { RecordState: "ARCHIVED", Workflow: { Status: "RESOLVED" } },
  ]);
  const read = events.map(({ text }) => JSON.parse(text));
  expect(read.map(({ activity_name }) => activity_name)).toEqual(["Create", "Close"]);
  expect(events.flatMap(({ text }) => ocsfProblems(text))).toEqual([]);
  expect(await stack.deadLetters()).toEqual([]);
});

test("a finding that is refused lies with its reason, and is written when it is redriven", async () => {
  const securityHub = createSecurityHubAccount(account);
  securityHub.failNext("BatchImportFindings", invalidInput("Invalid parameter"));
  const { stack, deliver, runUntil } = await started({ siem: { securityHub } });
  await deliver(threats.instanceFinding);
  await runUntil(instant("2026-11-24T08:30:00Z"));
  const [letter, ...others] = await stack.deadLetters();
  expect(others).toEqual([]);
  expect(letter).toMatchObject({ queue: "tocsin-security-hub-dlq", reason: expect.stringContaining("InvalidInput") });
  expect(securityHub.findings.size).toBe(0);
  const { sqs } = createMessagingClients(stack.messagingEndpoint);
  const url = `${stack.messagingEndpoint}/${account}/tocsin-security-hub`;
  const letters = [letter?.body ?? "", "{}"].map((body, i) => ({
    ...{ messageId: String(i), body, attributes: {}, sentAt: instant("2026-11-24T08:30:00Z") },
  }));
  expect(await redriveAnnounced({ client: sqs, url })(letters)).toEqual([
    undefined,
    expect.stringContaining("format: "),
  ]);
  await stack.drain();
  expect(securityHub.findings.size).toBe(1);
  sqs.destroy();
});

test("`tocsin run --ocsf` writes the events of a run to a file", async () => {
  await inDirectory(async (directory) => {
    const [input, events] = [join(directory, "finding.json"), join(directory, "events.ndjson")];
    await writeFile(input, JSON.stringify(threats.instanceFinding));
    const data = ["--data-dir", join(directory, "data")];
    expect((await tocsin(["run", input, "--ocsf", events, ...data])).exitCode).toBe(0);
    const lines = (await readFile(events, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).class_uid)).toEqual([2004]);
    expect(lines.flatMap(ocsfProblems)).toEqual([]);
  });
});

test("a file that cannot be written is named, and nothing is run", async () => {
  await inDirectory(async (directory) => {
    const place = join(directory, "no/such/place.ndjson");
    const { exitCode, stderr } = await tocsin(["run", "--ocsf", place, "--data-dir", join(directory, "data")]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/--ocsf: .*place\.ndjson cannot be written: .*ENOENT/);
  });
});
