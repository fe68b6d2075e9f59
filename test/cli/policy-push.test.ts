/** What `tocsin policy` puts in force, and gives back. */
import { readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { type CannedAnswer, json, operationOf, useAnsweringServer, xml } from "@tocsin/aws/testing/answering-server";
import { createPolicyStore, type PolicyStore } from "@tocsin/aws/world/policy-store";
import { instant } from "@tocsin/core/event/instant";
import { ensureAlertsTable, names } from "@tocsin/local/resources";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useGuardedDynamodb } from "../support/guarded-dynamodb.ts";
import { inDirectory, tocsin, tocsinAsking } from "../support/terminal.ts";

const guarded = useGuardedDynamodb();
const startServer = useAnsweringServer();
afterEach(() => vi.unstubAllEnvs());

const desk = `# Who is told of what.
channels:
  desk: { type: console }   # the terminal
routes:
  - { name: all, match: { severity: [HIGH, CRITICAL] }, channels: [desk] }
unrouted: ignore
`;
const nightly = desk.replace("unrouted", "timezone: Europe/Berlin\nunrouted").replace("name: all", "name: urgent");
const why = ["--why", "the first of them"];

interface Place {
  /** Options that name the table. */
  readonly at: readonly string[];
  readonly store: PolicyStore;
  /** Gives the path of a file that says this. */
  readonly file: (text: string | Uint8Array) => Promise<string>;
  readonly guard: { act: (operation: string, body: string) => Promise<object | undefined> };
}

async function inPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const { client, endpoint, guard } = await guarded();
  await ensureAlertsTable(client);
  const store = createPolicyStore({ client, tableName: names.alertsTable });
  await inDirectory(async (directory) => {
    let n = 0;
    const file = async (text: string | Uint8Array) => {
      n += 1;
      const path = join(directory, `policy-${n}.yaml`);
      await writeFile(path, text);
      return path;
    };
    await use({ at: ["--data-dir", directory, "--dynamodb-endpoint", endpoint], store, file, guard });
  });
}

describe("tocsin policy push", () => {
  test("shows a line for each rule that differs, and puts the policy in force when somebody agrees", () =>
    inPlace(async ({ at, store, file }) => {
      const first = await tocsinAsking(["policy", "push", await file(desk), ...why, ...at], ["y"]);
      expect([first.exitCode, first.stdout]).toEqual([
        0,
        expect.stringContaining("Version 1 is in force: functions use it within a minute"),
      ]);
      const second = await tocsinAsking(["policy", "push", await file(nightly), ...why, ...at], ["y"]);
      expect(second.stdout.split("\n").slice(0, 4)).toEqual([
        "3 changes from version 1:",
        "  ~ timezone",
        '  + routes "urgent"',
        '  - routes "all"',
      ]);
      expect(second.stderr).toContain("Really put it in force, in place of version 1? [y/N]");
      expect(await store.current()).toBe(2);
    }));

  test.each([
    ["n", "nothing was done"],
    ["", "nothing was done"],
  ])("changes nothing when the answer is %j", (answer, problem) =>
    inPlace(async ({ at, store, file }) => {
      const finished = await tocsinAsking(["policy", "push", await file(desk), ...why, ...at], [answer]);
      expect([finished.exitCode, finished.stderr]).toEqual([1, expect.stringContaining(problem)]);
      expect(await store.current()).toBe(0);
    }),
  );

  test("wants --yes where nobody can be asked", () =>
    inPlace(async ({ at, store, file }) => {
      const path = await file(desk);
      const unasked = await tocsin(["policy", "push", path, ...why, ...at]);
      expect([unasked.exitCode, unasked.stderr]).toEqual([
        2,
        expect.stringContaining("nothing was done: --yes says to"),
      ]);
      const { exitCode, stdout } = await tocsin(["policy", "push", path, "--yes", "--json", ...why, ...at]);
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { outcome: "pushed", version: 1, replaces: 0 }]);
      expect(await store.current()).toBe(1);
    }));

  test("refuses a policy that is wrong, with each line of it, and pushes nothing", () =>
    inPlace(async ({ at, store, file }) => {
      const path = await file("timezone: Mars/Olympus\nroutez: []\n");
      const { exitCode, stderr } = await tocsin(["policy", "push", path, "--yes", ...why, ...at]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(`${path}:1: timezone: `);
      expect(stderr).toContain(`${path}:2: routez: is not a known field`);
      expect(await store.current()).toBe(0);
    }));

  test("refuses a policy that is not UTF-8, which would be stored as another, and says at which line", () =>
    inPlace(async ({ at, store, file }) => {
      const path = await file(Buffer.from(`${desk}fallbackOwner: Müller\n`, "latin1"));
      const { exitCode, stderr } = await tocsin(["policy", "push", path, "--yes", ...why, ...at]);
      expect([exitCode, stderr]).toEqual([2, `tocsin: ${path}:7: is not UTF-8: save the file as UTF-8\n`]);
      expect(await store.current()).toBe(0);
    }));

  test("says so where the file says what is in force, and pushes nothing", () =>
    inPlace(async ({ at, store, file }) => {
      const path = await file(desk);
      await tocsin(["policy", "push", path, "--yes", ...why, ...at]);
      const again = await tocsin(["policy", "push", path, "--yes", ...why, ...at]);
      expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("Nothing was pushed: version 1")]);
      expect(await store.current()).toBe(1);
      const reworded = await file(`${desk}# and a remark\n`);
      const other = await tocsin(["policy", "push", reworded, "--yes", ...why, ...at]);
      expect(other.stdout).toContain("The file has the same meaning as version 1.");
      expect(await store.current()).toBe(2);
    }));

  test.each([
    ["0", "nothing was pushed: version 1 is in force, and not version 0"],
    ["2", "nothing was pushed: version 1 is in force, and not version 2"],
  ])("expects version %s to be in force when it is told to", (expected, problem) =>
    inPlace(async ({ at, store, file }) => {
      await tocsin(["policy", "push", await file(desk), "--yes", "--expect", "0", ...why, ...at]);
      const path = await file(nightly);
      const finished = await tocsin(["policy", "push", path, "--yes", "--expect", expected, ...why, ...at]);
      expect([finished.exitCode, finished.stderr]).toEqual([1, expect.stringContaining(problem)]);
      expect(await store.current()).toBe(1);
      const right = await tocsin(["policy", "push", path, "--yes", "--expect", "1", ...why, ...at]);
      expect(right.exitCode).toBe(0);
    }),
  );

  test("gives way to another that was put in force after the difference was shown", () =>
    inPlace(async ({ at, store, file, guard }) => {
      let isFirst = true;
      guard.act = async (operation) => {
        if (operation === "TransactWriteItems" && isFirst) {
          isFirst = false;
          const pushed = {
            written: {},
            source: "",
            by: "local:other",
            at: instant("2026-11-20T12:00:00Z"),
            why: "sooner",
          };
          await store.push({ ...pushed, replaces: 0 });
        }
        return undefined;
      };
      const finished = await tocsin(["policy", "push", await file(desk), "--yes", ...why, ...at]);
      expect([finished.exitCode, finished.stderr]).toEqual([
        1,
        expect.stringContaining("nothing was pushed: somebody else has put version 1 in force"),
      ]);
      expect(await Array.fromAsync(store.history())).toHaveLength(1);
    }));
});

describe("the versions that were pushed", () => {
  test("are listed with who, when and why, and rolled back to as a new one", () =>
    inPlace(async ({ at, store, file }) => {
      await tocsin(["policy", "push", await file(desk), "--yes", ...why, ...at]);
      await tocsin(["policy", "push", await file(nightly), "--yes", "--why", "the night shift", ...at]);
      const back = await tocsin(["policy", "rollback", "1", "--yes", "--why", "too many pages", ...at]);
      expect([back.exitCode, back.stdout]).toEqual([0, expect.stringContaining("Version 3 is in force")]);
      const { stdout } = await tocsin(["policy", "history", "--json", ...at]);
      const rows = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(rows).toMatchObject([
        { version: 3, why: "too many pages", repeats: 1, inForce: true, by: `local:${userInfo().username}` },
        { version: 2, why: "the night shift", inForce: false },
        { version: 1, why: "the first of them", inForce: false },
      ]);
      const table = await tocsin(["policy", "history", ...at]);
      expect(table.stdout).toMatch(
        /^VERSION +SINCE +BY +WHY\n3 in force +\S+ +local:\S+ +too many pages \(version 1 again\)\n2 /,
      );
      const third = await store.version(3);
      expect(third?.ok && third.value.source).toBe(desk);
    }));

  test("are given back as the very file, and who pushed it beside it", () =>
    inPlace(async ({ at, file }) => {
      await tocsin(["policy", "push", await file(desk), "--yes", ...why, ...at]);
      await tocsin(["policy", "push", await file(nightly), "--yes", ...why, ...at]);
      expect((await tocsin(["policy", "pull", ...at])).stdout).toBe(nightly);
      const first = await tocsin(["policy", "pull", "1", ...at]);
      expect([first.exitCode, first.stdout]).toEqual([0, desk]);
      expect(first.stderr).toMatch(/^Version 1, by local:\S+ at 20\S+Z: the first of them\n$/);
      const target = await file("mine");
      const refused = await tocsin(["policy", "pull", "-o", target, ...at]);
      expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining("exists; --force overwrites it")]);
      expect(await readFile(target, "utf8")).toBe("mine");
      await tocsin(["policy", "pull", "-o", target, "--force", ...at]);
      expect(await readFile(target, "utf8")).toBe(nightly);
    }));

  test.each([
    [["pull"], "no policy has ever been pushed"],
    [["pull", "7"], "there is no version 7 of the policy"],
    [["rollback", "7", "--yes", ...why], "there is no version 7 of the policy"],
  ])("are none before the first: %j", (args, problem) =>
    inPlace(async ({ at }) => {
      const { exitCode, stderr } = await tocsin(["policy", ...args, ...at]);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(problem)]);
    }),
  );

  test("are not rolled back to what this code refuses, and can be replaced when they cannot be read", () =>
    inPlace(async ({ at, store, file }) => {
      const pushed = { written: { routez: [] }, source: "routez: []\n", by: "local:other", why: "older" };
      await store.push({ ...pushed, at: instant("2026-11-20T12:00:00Z"), replaces: 0 });
      const back = await tocsin(["policy", "rollback", "1", "--yes", ...why, ...at]);
      expect([back.exitCode, back.stderr]).toEqual([
        1,
        expect.stringContaining("version 1 is refused today: routez: is not a known field"),
      ]);
      const { exitCode } = await tocsin(["policy", "push", await file(desk), "--yes", ...why, ...at]);
      expect([exitCode, await store.current()]).toEqual([0, 2]);
    }));
});

test("mails from elsewhere than the configuration says keep a policy back from its stage", async () => {
  await inDirectory(async (directory) => {
    const [path, config] = [join(directory, "policy.yaml"), join(directory, "config.json")];
    const example = JSON.parse(await readFile("tocsin.config.example.json", "utf8"));
    await writeFile(config, JSON.stringify({ ...example, email: { identity: "alerts.example.com" } }));
    const mails = "channels: { team: { type: email, to: ssm:email/team, from: tocsin@example.com } }\n";
    await writeFile(
      path,
      `${mails}routes: [{ name: all, match: { severity: [HIGH, CRITICAL] }, channels: [team] }]\nunrouted: ignore\n`,
    );
    const pushed = await tocsin(["policy", "push", path, "--yes", "--stage", "prod", "--config", config, ...why]);
    expect(pushed).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining("channels.team.from: ") });
  });
});

describe("the secrets that a policy names", () => {
  const hooked = (secret: string) => `channels:
  soc: { type: webhook, url: "https://soc.example/hook", signingSecret: "${secret}" }
routes: [{ name: all, match: { severity: [HIGH] }, channels: [soc] }]
unrouted: ignore
`;
  const parameter = (Type?: string) => json({ Parameters: Type ? [{ Name: "/tocsin/prod/soc/key", Type }] : [] });

  test.each<[string, string, CannedAnswer, string]>([
    [
      "is missing",
      "ssm:soc/key",
      parameter(),
      "aws ssm put-parameter --type SecureString --key-id alias/tocsin-prod-key --name /tocsin/prod/soc/key",
    ],
    ["is no SecureString", "ssm:soc/key", parameter("String"), "is a String and no SecureString"],
    [
      "is missing",
      "secretsmanager:soc/key",
      json({ __type: "ResourceNotFoundException", message: "no" }, 400),
      "aws secretsmanager create-secret --kms-key-id alias/tocsin-prod-key --name tocsin/prod/soc/key",
    ],
    ["is about to be deleted", "secretsmanager:soc/key", json({ DeletedDate: 1 }), "aws secretsmanager restore-secret"],
    ["that the heartbeat goes by is missing", "heartbeat", parameter(), "ssm:ping of heartbeat is not there"],
    ["is a variable of this machine", "env:TOCSIN_SECRET_SOC", json({}), "which no function has"],
  ])("keep a policy back from a stage when one %s: %s", async (_, secret, answer, said) => {
    const server = await startServer((request) =>
      operationOf(request) === "GetCallerIdentity"
        ? xml("GetCallerIdentity", "<Arn>arn:aws:sts::111122223333:assumed-role/Deployer/ines</Arn>")
        : answer,
    );
    vi.stubEnv("AWS_ENDPOINT_URL", server.endpoint);
    vi.stubEnv("AWS_REGION", "eu-central-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
    await inDirectory(async (directory) => {
      const path = join(directory, "policy.yaml");
      await writeFile(path, secret === "heartbeat" ? `${desk}heartbeat: { url: "ssm:ping" }\n` : hooked(secret));
      const { exitCode, stderr } = await tocsin(["policy", "push", path, "--yes", "--stage", "prod", ...why]);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining(said)]);
      expect(stderr).toContain("nothing was pushed");
    });
    // Nothing that reads a value, and nothing that writes.
    const asked = new Set(server.requests.map(operationOf));
    expect([...asked].filter((operation) => !["DescribeParameters", "DescribeSecret"].includes(operation))).toEqual([]);
  });
});
