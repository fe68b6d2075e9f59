/** What a person resolves: what the table keeps of it, what receivers are told, and what opens it again. */
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { userInfo } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { valuesIn } from "@tocsin/aws/alerts/items/items";
import { useAnsweringServer } from "@tocsin/aws/testing/answering-server";
import { conditions } from "@tocsin/core/alert/condition";
import { instant, later, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import { names, tableDefinition } from "@tocsin/local/resources";
import { listenOnLoopback } from "@tocsin/local/servers/own-machine";
import { samples } from "@tocsin/sources/acm/samples";
import { acm } from "@tocsin/sources/acm/source";
import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { tryOut } from "@tocsin/sources/testing/trial";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { writeServing } from "../../packages/cli/stack/serving.ts";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { inDirectory, startTocsin, tocsin, tocsinAsking } from "../support/terminal.ts";

const guarded = useGuardedDynamodb();
const running: (() => Promise<void> | void)[] = [];
beforeEach(() => {
  vi.stubEnv("TOCSIN_SECRET_DESK", "secret");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const stop of running.splice(0).reverse()) await stop();
});

const lines = (printed: string): readonly Record<string, unknown>[] =>
  printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const jsonl = (...events: readonly object[]) => events.map((event) => JSON.stringify(event)).join("\n");

/** ACM says at that time that a certificate expires in three weeks. */
function warning(time: string, name = "shop", account = "111122223333") {
  const resources = [`arn:aws:acm:eu-west-1:${account}:certificate/${name}`];
  const detail = { DaysToExpiry: 20, CommonName: `${name}.tocsin.example` };
  return { ...samples.approaching, id: `${name} ${time}`, time, account, resources, detail };
}
const unwanted = { ...warning("2026-03-05T00:00:00Z"), source: "aws.ec2" };
const why = "Replaced at the load balancer, see the change of Monday";
const local = `local:${userInfo().username}`;

/** A receiver that keeps what it is told. */
async function receiver() {
  const told: Record<string, unknown>[] = [];
  const server: Server = createServer(async (request, response) => {
    told.push(JSON.parse(await text(request)));
    response.writeHead(204).end();
  });
  const url = await listenOnLoopback(server, 0);
  running.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const heard = () => told.filter(({ kind }) => kind !== "reminder").map(({ kind, reason }) => `${kind}: ${reason}`);
  return { url, heard };
}

/** A run's directory, with a policy that sends everything to `url`. */
async function placeFor(directory: string, url: string, severity = "HIGH") {
  const policy = join(directory, "policy.yaml");
  await writeFile(
    policy,
    `severity: [{ name: all, match: { condition: [certificate-expiry] }, severity: ${severity} }]
channels: { desk: { type: webhook, url: "${url}", signingSecret: "env:TOCSIN_SECRET_DESK", allowPrivateAddresses: true } }
routes: [{ name: all, match: { condition: [certificate-expiry] }, channels: [desk], urgency: now }]
unrouted: ignore
`,
  );
  const dataDir = join(directory, "data");
  const place = ["--data-dir", dataDir];
  return {
    place,
    dataDir,
    policy,
    run: (...events: readonly object[]) => tocsin(["run", "-", ...place, "--policy", policy], jsonl(...events)),
    /** The same, and two hours more, in which whoever is to be told is. */
    runOn: (...events: readonly { readonly time: string }[]) => {
      const last = events.map(({ time }) => instant(time)).reduce(later);
      const until = shift(last, 2 * 3_600_000);
      return tocsin(["run", "-", ...place, "--policy", policy, "--until", until], jsonl(...events));
    },
  };
}

async function statusesIn(place: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { stdout } = await tocsin(["alerts", "list", "--all", "--json", ...place]);
  return Object.fromEntries(lines(stdout).map(({ resource, status }) => [String(resource).split("/")[1], status]));
}

async function idsIn(place: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await tocsin(["alerts", "list", "--json", ...place]);
  return lines(stdout).map(({ id }) => String(id));
}

describe("an alert that a person resolves on the directory of a run that has ended", () => {
  test("is over at once, and the next run tells those who heard of it who ended it, when and why", async () => {
    await inDirectory(async (directory) => {
      const { url, heard } = await receiver();
      const { place, runOn } = await placeFor(directory, url);
      await runOn(warning("2026-03-01T08:00:00Z"));
      const [id = ""] = await idsIn(place);
      expect((await tocsin(["alerts", "show", id, ...place])).stdout).toContain(
        `what ends it            ${conditions["certificate-expiry"].ends}`,
      );
      const resolved = await tocsin(["alerts", "resolve", id.slice(0, 8).toUpperCase(), "--why", why, ...place]);
      expect(resolved).toMatchObject({ exitCode: 0, stderr: "" });
      expect(resolved.stdout).toContain(`${id.slice(0, 12)}  resolved: Expiry of certificate shop.tocsin.example`);
      expect(resolved.stdout).toContain(`tocsin run --serve ${place.join(" ")}`);

      const shown = await tocsin(["alerts", "show", id, ...place]);
      expect(shown.stdout).toContain(
        `  2026-03-01T10:00:00.000Z  resolved (decided): OPEN HIGH, 30-day step → RESOLVED INFORMATIONAL; by ${local}: ${why}`,
      );
      expect(shown.stdout).toContain("log intact");
      expect(shown.stdout).not.toContain("what ends it");
      const report = JSON.parse((await tocsin(["digest", "--format", "json", ...place])).stdout);
      expect(report.verdict).toMatchObject({ opened: 1, resolved: 1, open: 0 });

      expect(heard()).toEqual(["opened: opened"]);
      await runOn(unwanted);
      expect(heard()).toEqual(["opened: opened", "over: all-over"]);
      expect((await tocsin(["alerts", "show", id, ...place])).stdout).toContain("told over (all-over): 0 open");
    });
  });

  test("stays over whatever older statement arrives late, and a newer one opens it again", async () => {
    await inDirectory(async (directory) => {
      const { url, heard } = await receiver();
      const { place, runOn } = await placeFor(directory, url);
      await runOn(warning("2026-03-03T08:00:00Z"));
      await tocsin(["alerts", "resolve", ...(await idsIn(place)), "--why", why, ...place]);
      await runOn(warning("2026-03-02T08:00:00Z"), warning("2026-03-03T08:00:00Z"));
      expect(await statusesIn(place)).toEqual({ shop: "RESOLVED" });
      await runOn(warning("2026-03-03T10:00:01Z"));
      expect(await statusesIn(place)).toEqual({ shop: "OPEN" });
      expect(heard()).toEqual(["opened: opened", "over: all-over", "reopened: seen-again"]);
    });
  });

  test("is not changed when it is resolved once more, which says so", async () => {
    await inDirectory(async (directory) => {
      const { place, run } = await placeFor(directory, (await receiver()).url);
      await run(warning("2026-03-01T08:00:00Z"));
      const [id = ""] = await idsIn(place);
      const resolve = (...more: readonly string[]) => tocsin(["alerts", "resolve", id, ...more, ...place]);
      await resolve("--why", why);
      const whole = await tocsin(["alerts", "show", id, "--json", ...place]);
      const again = await resolve("--why", "another reason");
      expect(again).toMatchObject({ exitCode: 0, stderr: "" });
      expect(again.stdout).toBe(
        `${id.slice(0, 12)}  was resolved already: Expiry of certificate shop.tocsin.example\n`,
      );
      expect(lines((await resolve("--why", "another reason", "--json")).stdout)).toEqual([
        { outcome: "already-resolved", id, title: "Expiry of certificate shop.tocsin.example" },
      ]);
      expect((await tocsin(["alerts", "show", id, "--json", ...place])).stdout).toBe(whole.stdout);
    });
  });

  test("is evaluated by the policy that the run went by, whatever became of its file", async () => {
    await inDirectory(async (directory) => {
      const { place, policy, run } = await placeFor(directory, (await receiver()).url, "LOW");
      await run(warning("2026-03-01T08:00:00Z"));
      await rm(policy);
      const [id = ""] = await idsIn(place);
      expect(await tocsin(["alerts", "ack", id, "--why", why, ...place])).toMatchObject({ exitCode: 0 });
      const [alert] = lines((await tocsin(["alerts", "list", "--json", ...place])).stdout);
      expect(alert).toMatchObject({ status: "ACKNOWLEDGED", severity: "LOW" });
    });
  });
});

test("waits for the end of a run that goes by the time of its events", async () => {
  await inDirectory(async (directory) => {
    const { place, dataDir, run } = await placeFor(directory, (await receiver()).url);
    await run(warning("2026-03-01T08:00:00Z"));
    const ids = await idsIn(place);
    const endpoint = "http://127.0.0.1:9";
    const endpoints = { busEndpoint: endpoint, dynamodbEndpoint: endpoint, messagingEndpoint: endpoint };
    await writeServing(dataDir, { pid: process.pid, ...endpoints });
    const refused = await tocsin(["alerts", "resolve", ...ids, "--why", why, ...place]);
    expect(refused).toMatchObject({ exitCode: 70, stderr: expect.stringContaining("has not ended") });
  });
});

test("an alert that a person resolves on a serving stack is told as over at once, with the reason", async () => {
  await inDirectory(async (dataDir) => {
    const place = ["--data-dir", dataDir];
    // Served events are of now, and so is the decision.
    const now = new Date().toISOString();
    const { instanceFinding } = threats;
    const urgent = {
      ...instanceFinding,
      time: now,
      detail: { ...instanceFinding.detail, severity: 9.5, updatedAt: now },
    };
    const stack = startTocsin(["run", "-", "--serve", "--port", "0", ...place], jsonl(urgent));
    await stack.shows("Ctrl-C ends");
    const ids = await idsIn(place);
    const resolved = await tocsin(["alerts", "resolve", ...ids, "--why", why, "--json", ...place]);
    const [result] = lines(resolved.stdout);
    expect(result).toMatchObject({ outcome: "resolved", id: ids[0], decided: { by: local, why } });
    await stack.shows(`[RESOLVED] ${urgent.detail.title.replace(/\.$/, "")} - `);
    stack.interrupt();
    expect((await stack.finished).exitCode).toBe(0);
  });
});

describe("several alerts", () => {
  const ACCOUNT = "222222222222";
  const closed = ["a", "b", "c"].map((name) => warning("2026-03-01T08:00:00Z", name, ACCOUNT));
  const other = warning("2026-03-01T08:00:00Z", "other");

  test("of an account are resolved after a yes, and no other account's", async () => {
    await inDirectory(async (dataDir) => {
      const place = ["--data-dir", dataDir];
      await tocsin(["run", "-", ...place], jsonl(...closed, other));
      const command = ["alerts", "resolve", "--account", ACCOUNT, "--why", "the account was closed", ...place];
      const open = { a: "OPEN", b: "OPEN", c: "OPEN", other: "OPEN" };
      expect(await tocsin(command)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes") });
      for (const answer of ["n", "", "maybe"]) expect((await tocsinAsking(command, [answer])).exitCode).toBe(1);
      expect(await statusesIn(place)).toEqual(open);
      const done = await tocsinAsking(command, ["y"]);
      expect(done.stderr).toBe("Really resolve 3 alerts? [y/N] ");
      expect(done.stdout).toContain("3 alerts resolved, 0 before, 0 not.");
      expect(await statusesIn(place)).toEqual({ a: "RESOLVED", b: "RESOLVED", c: "RESOLVED", other: "OPEN" });
      expect(await tocsin(command)).toMatchObject({
        exitCode: 0,
        stdout: `No alert of account ${ACCOUNT} is to be resolved.\n`,
        stderr: "",
      });
    });
  });

  test("are each resolved whatever becomes of the others, and each result is told", async () => {
    await inDirectory(async (dataDir) => {
      const place = ["--data-dir", dataDir];
      await tocsin(["run", "-", ...place], jsonl(...closed, other));
      const [first = "", second = "", third = "", fourth = ""] = await idsIn(place);
      const resolve = (...args: readonly string[]) => tocsin(["alerts", "resolve", ...args, "--why", why, ...place]);
      // One alert alone needs no confirmation.
      expect((await resolve(first)).exitCode).toBe(0);
      const unknown = "0".repeat(32);
      const given = [first, second.slice(0, 10), second, unknown, "ffff".repeat(4), third];
      const mixed = await resolve(...given, "--yes", "--json");
      expect(mixed.exitCode).toBe(1);
      const results = new Map(lines(mixed.stdout).map((result) => [result.id, result]));
      expect(results.size).toBe(5);
      expect(results.get(first)).toMatchObject({ outcome: "already-resolved" });
      expect(results.get(second)).toMatchObject({ outcome: "resolved" });
      expect(results.get(third)).toMatchObject({ outcome: "resolved" });
      expect(results.get(unknown)).toEqual({
        outcome: "failed",
        id: unknown,
        problem: `no alert has the id ${unknown}`,
      });
      expect(results.get("ffff".repeat(4))).toMatchObject({ outcome: "failed" });
      expect(await idsIn(place)).toEqual([fourth]);
      const told = await resolve(unknown, fourth);
      expect(told).toMatchObject({ exitCode: 1, stderr: `000000000000: no alert has the id ${unknown}\n` });
      expect(told.stdout).toContain("1 alert resolved, 0 before, 1 not.");
    });
  });

  test("that begin alike are named, and none of them is resolved", async () => {
    const alike = sharingFourDigits();
    await inDirectory(async (dataDir) => {
      const place = ["--data-dir", dataDir];
      await tocsin(["run", "-", ...place], jsonl(...alike.map(({ event }) => event)));
      const [one = "", two = ""] = alike.map(({ id }) => id);
      const refused = await tocsin(["alerts", "resolve", one.slice(0, 4), "--why", why, ...place]);
      expect(refused.exitCode).toBe(1);
      for (const id of [one, two]) expect(refused.stderr).toContain(id);
      expect(await idsIn(place)).toHaveLength(2);
    });
  });

  /** Two warnings whose alerts' ids begin with the same four digits. Among some hundred ids there nearly always are two. */
  function sharingFourDigits() {
    const seen = new Map<string, { readonly id: string; readonly event: object }>();
    for (let n = 0; ; n += 1) {
      const event = warning("2026-03-01T08:00:00Z", `certificate-${n}`);
      const id = tryOut(acm).only(event).alertId;
      const other = seen.get(id.slice(0, 4));
      if (other) return [other, { id, event }];
      seen.set(id.slice(0, 4), { id, event });
    }
  }

  test.each([
    ["without a reason", ["abcd"], "--why"],
    ["with a reason that says nothing", ["abcd", "--why", " - "], "in words"],
    ["with a reason that is too long to be kept", ["abcd", "--why", "x".repeat(601)], "at most 600"],
    ["when none is named", ["--why", why], "--account"],
    ["when an account and alerts are named", ["abcd", "--account", ACCOUNT, "--why", why], "not both"],
    ["by what begins no id", ["abc", "--why", why], "at least 4"],
    ["by what begins no id, beside one that may", ["abcd", "wxyz", "--why", why], "wxyz"],
    ["of an account that is none", ["--account", "12", "--why", why], "12 digits"],
    ["in a table without its stage", ["abcd", "--why", why, "--table", "tocsin-prod-alerts"], "name that with --stage"],
    ["of two places", ["abcd", "--why", why, "--stage", "prod", "--data-dir", "here"], "--stage"],
  ])("are refused %s, before anything is looked for", async (_, args, problem) => {
    const { exitCode, stdout, stderr } = await tocsin(["alerts", "resolve", ...args]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(problem);
  });

  test("of an account that nothing was ever heard of do not exist", async () => {
    await inDirectory(async (dataDir) => {
      await tocsin(["run", "-", "--data-dir", dataDir], jsonl(other));
      const args = ["--account", "999999999999", "--why", why, "--data-dir", dataDir];
      const { exitCode, stderr } = await tocsin(["alerts", "resolve", ...args]);
      expect([exitCode, stderr]).toEqual([1, "tocsin: no alert of account 999999999999 is known\n"]);
    });
  });
});

describe("what happens between reading alerts and resolving them", () => {
  /** What a run leaves, whose policy calls everything LOW, and an event of `late` that comes before the first decision is written. */
  async function resolvedDespite(directory: string, late: object) {
    const { client, endpoint, guard } = await guarded();
    const { policy, place } = await placeFor(directory, "http://127.0.0.1:9/", "LOW");
    const all = [...place, "--dynamodb-endpoint", endpoint];
    const until = ["--until", "2026-03-02T08:00:00Z"];
    await writeFile(policy, (await readFile(policy, "utf8")).replace(/^routes:.*$/m, "routes: []"));
    await tocsin(["run", "-", ...all, "--policy", policy, ...until], jsonl(warning("2026-03-01T08:00:00Z")));
    const writer = createAlertsWriter({ client, tableName: names.alertsTable });
    let isFirst = true;
    guard.act = async (operation) => {
      if (operation !== "TransactWriteItems" || !isFirst) return undefined;
      isFirst = false;
      const [applied] = await writer.apply(
        changesOf(tryOut(acm).observations(late)),
        defaultWorld,
        instant("2026-03-02T08:00:00Z"),
      );
      expect(applied?.ok).toBe(true);
      return undefined;
    };
    const [id = ""] = await idsIn(all);
    const { exitCode, stdout } = await tocsin(["alerts", "resolve", id, "--why", why, "--json", ...all]);
    const shown = JSON.parse((await tocsin(["alerts", "show", id, "--json", ...all])).stdout);
    return { exitCode, result: lines(stdout)[0], shown };
  }

  test("is kept, when it was said before the decision, and the alert is over", async () => {
    await inDirectory(async (directory) => {
      const { exitCode, result, shown } = await resolvedDespite(directory, warning("2026-03-01T20:00:00Z"));
      expect([exitCode, result?.outcome]).toEqual([0, "resolved"]);
      expect(shown).toMatchObject({ alert: { status: "RESOLVED", lastSeenAt: "2026-03-01T20:00:00.000Z" } });
      expect(shown.observations).toHaveLength(2);
      expect(shown.chainBrokenAt).toBeNull();
    });
  });

  test("is not overruled, when it was said after the decision: the alert stays open, by the run's policy, and that is said", async () => {
    await inDirectory(async (directory) => {
      const { exitCode, result, shown } = await resolvedDespite(directory, warning("2026-03-02T08:00:01Z"));
      expect([exitCode, result]).toEqual([
        1,
        expect.objectContaining({
          outcome: "failed",
          problem: "it was reported again meanwhile, by acm at 2026-03-02T08:00:01.000Z",
        }),
      ]);
      expect(shown.alert).toMatchObject({ status: "OPEN", severity: "LOW" });
      expect(shown.log.at(-1)).toMatchObject({ kind: "noted", decided: { kind: "resolve", why } });
    });
  });

  test("to one of them harms no other", async () => {
    await inDirectory(async (directory) => {
      const { endpoint, guard } = await guarded();
      const place = ["--data-dir", join(directory, "data"), "--dynamodb-endpoint", endpoint];
      const events = ["a", "b", "c"].map((name) => warning("2026-03-01T08:00:00Z", name));
      await tocsin(["run", "-", ...place], jsonl(...events));
      const [bad = "", ...fine] = await idsIn(place);
      guard.act = async (operation, body) =>
        operation === "TransactWriteItems" && body.includes(bad)
          ? { __type: "AccessDeniedException", message: "not authorized to perform dynamodb:PutItem" }
          : undefined;
      const given = [bad, ...fine, "--why", why, "--yes"];
      const { exitCode, stdout, stderr } = await tocsin(["alerts", "resolve", ...given, ...place]);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(new RegExp(`^${bad.slice(0, 12)}: .*not authorized to perform dynamodb:PutItem\n$`));
      expect(stdout).toContain("2 alerts resolved, 0 before, 1 not.");
      expect(await idsIn(place)).toEqual([bad]);
    });
  });
});

describe("an alert of a deployed stage", () => {
  const startServer = useAnsweringServer();
  const arn = "arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_Responder_0123456789abcdef/ines@tocsin.example";
  const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;

  /** The table of stage `prod` with one alert, and the STS that answers with `status` at a time that is not this machine's. */
  async function deployed(status: number, date: string) {
    const { client, endpoint } = await guarded();
    const sts = await startServer(() => ({ status, headers: { date }, body: status === 200 ? identity : "<Error/>" }));
    vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.endpoint);
    vi.stubEnv("AWS_REGION", "eu-central-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    const table = { client, tableName: "tocsin-prod-alerts" };
    await client.send(new CreateTableCommand({ TableName: table.tableName, ...tableDefinition() }));
    const observed = tryOut(acm).observations(warning("2026-03-01T08:00:00Z"));
    const now = instant("2026-03-01T08:00:01Z");
    await createAlertsWriter(table).apply(changesOf(observed), defaultWorld, now);
    const alerts = createAlertsReader(table);
    const [id = ""] = (await Array.fromAsync(valuesIn(alerts.open()))).map((alert) => alert.id);
    return { alerts, id };
  }

  test("is resolved by the caller whom AWS names, at AWS's time, and is announced from the log entry that is written", async () => {
    const date = "Mon, 02 Mar 2026 08:00:00 GMT";
    const { alerts, id } = await deployed(200, date);
    const given = [id.slice(0, 6), "--stage", "prod", "--why", why];
    const { exitCode, stdout, stderr } = await tocsin(["alerts", "resolve", ...given]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`${id.slice(0, 12)}  resolved: Expiry of certificate shop.tocsin.example\n`);
    const head = await alerts.head(id);
    expect(head?.view).toMatchObject({ status: "RESOLVED", ended: "decided" });
    const entries = await Array.fromAsync(valuesIn(alerts.logOf(id)));
    const last = entries.at(-1);
    expect(last).toMatchObject({ kind: "resolved", reason: "decided", quiet: false, decided: { by: arn, why } });
    expect(last?.decided?.at).toMatch(/^2026-03-02T0(?:7:59|8:00)/);
    expect(last?.at).toMatch(/^2026-03-02T0(?:7:59|8:00)/);
  });

  test("is resolved although the clock of its reporter is ahead of AWS's", async () => {
    const { alerts, id } = await deployed(200, "Sun, 01 Mar 2026 07:30:00 GMT");
    expect((await tocsin(["alerts", "resolve", id, "--stage", "prod", "--why", why])).exitCode).toBe(0);
    const head = await alerts.head(id);
    expect(head).toMatchObject({
      view: { status: "RESOLVED" },
      alert: { decisions: { ruling: { at: "2026-03-01T08:00:00.000Z", by: arn } } },
    });
  });

  test("is resolved by nobody whom AWS does not name", async () => {
    const { alerts, id } = await deployed(403, "Mon, 02 Mar 2026 08:00:00 GMT");
    const refused = await tocsin(["alerts", "resolve", id, "--stage", "prod", "--why", why]);
    expect(refused).toMatchObject({ exitCode: 70, stderr: expect.stringContaining("GetCallerIdentity failed") });
    expect((await alerts.head(id))?.view.status).toBe("OPEN");
  });

  test("is resolved in the table that the stage has adopted", async () => {
    const { alerts, id } = await deployed(200, "Mon, 02 Mar 2026 08:00:00 GMT");
    const given = [id, "--stage", "dev", "--table", "tocsin-prod-alerts", "--why", why];
    expect((await tocsin(["alerts", "resolve", ...given])).exitCode).toBe(0);
    expect((await alerts.head(id))?.view.status).toBe("RESOLVED");
  });

  test("is looked for in the table of that stage, and it is said when there is none", async () => {
    const { alerts, id } = await deployed(200, "Mon, 02 Mar 2026 08:00:00 GMT");
    const refused = await tocsin(["alerts", "resolve", id, "--stage", "dev", "--why", why]);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("no table tocsin-dev-alerts") });
    expect(refused.stderr).toContain("AWS_REGION");
    expect((await alerts.head(id))?.view.status).toBe("OPEN");
  });
});
