/** A directory's file, and owners, as commands on a laptop go by them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

const PAYMENTS = "111122223333";
const SANDBOX = "012345678901";
const STRANGER = "999900001111";

const directoryText = `accounts:
  "${PAYMENTS}": { name: payments-prod, ou: /Workloads/Prod, environment: prod, tags: { owner: payments } }
  "${SANDBOX}": { name: sandbox, environment: dev, contact: "#sandbox" }
  "444455556666": { name: forgotten, ou: /Suspended }
`;

const policyText = `owners: [{ name: sandboxes, match: { directory: { environment: [dev] } }, owner: platform }]
severity: [{ name: not in production, match: { directory: { environment: [{ anything-but: prod }] } }, severity: LOW }]
`;

/** A certificate of the account that expires in a few days. */
function expiring(account: string) {
  return {
    ...{ id: `expiry-${account}`, source: "aws.acm", "detail-type": "ACM Certificate Approaching Expiration" },
    ...{ account, region: "eu-west-1", time: "2026-03-01T08:00:00Z", version: "0" },
    resources: [`arn:aws:acm:eu-west-1:${account}:certificate/00000000-0000-4000-8000-000000000001`],
    detail: { DaysToExpiry: 5, CommonName: "shop.example.com" },
  };
}

const events = [PAYMENTS, SANDBOX, STRANGER].map((account) => JSON.stringify(expiring(account))).join("\n");
const objects = (text: string): readonly Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

async function withRun(use: (place: readonly string[], files: readonly string[]) => Promise<void>): Promise<void> {
  await inDirectory(async (directory) => {
    const [accounts, policy] = [join(directory, "accounts.yaml"), join(directory, "policy.yaml")];
    await Promise.all([writeFile(accounts, directoryText), writeFile(policy, policyText)]);
    const place = ["--data-dir", join(directory, "data")];
    const files = ["--directory", accounts, "--policy", policy];
    expect((await tocsin(["run", "-", "--json", ...place, ...files], events)).exitCode).toBe(0);
    await use(place, files);
  });
}

describe("after a run with a directory", () => {
  test("alerts have owner, account name and environment, and the severity of rules that go by them", async () => {
    await withRun(async (place) => {
      const { stdout } = await tocsin(["alerts", "list", "--json", ...place]);
      const byAccount = Object.fromEntries(objects(stdout).map((alert) => [alert.account, alert]));
      expect(byAccount).toMatchObject({
        [PAYMENTS]: {
          severity: "HIGH",
          owner: "payments",
          ownedBy: "account tag",
          directory: { name: "payments-prod" },
        },
        [SANDBOX]: {
          severity: "LOW",
          owner: "platform",
          ownedBy: "rule sandboxes",
          directory: { contact: "#sandbox" },
        },
        [STRANGER]: { severity: "LOW", owner: "unowned", ownedBy: "nobody", directory: { environment: "unknown" } },
      });
    });
  });

  test("lists show them, and are filtered by them", async () => {
    await withRun(async (place) => {
      const listed = async (...filter: readonly string[]) =>
        (await tocsin(["alerts", "list", ...filter, ...place])).stdout;
      expect(await listed()).toMatch(new RegExp(`${PAYMENTS} payments-prod +payments `));
      expect(await listed("--owner", "platform")).toContain(`${SANDBOX} sandbox`);
      expect(await listed("--owner", "platform")).not.toContain(PAYMENTS);
      expect(await listed("--owner", "unowned", "--environment", "unknown")).toContain(STRANGER);
      expect(await listed("--environment", "prod", "dev")).not.toContain(STRANGER);
      const id = String(objects(await listed("--json", "--owner", "payments"))[0]?.id);
      const { stdout } = await tocsin(["alerts", "show", id, ...place]);
      expect(stdout).toContain(`${PAYMENTS} payments-prod eu-west-1`);
      expect(stdout).toMatch(/owner +payments \(account tag\)/);
    });
  });

  test("a person's decision leaves the owner as it is", async () => {
    await withRun(async (place) => {
      await tocsin(["alerts", "resolve", "--account", PAYMENTS, "--why", "replaced", "--yes", ...place]);
      const { stdout } = await tocsin(["alerts", "list", "--all", "--account", PAYMENTS, "--json", ...place]);
      expect(objects(stdout)).toMatchObject([{ status: "RESOLVED", owner: "payments" }]);
    });
  });
});

describe("another directory", () => {
  /** Two teams, of which each is told at once of what is its own. */
  const teams = `routes:
  - { name: web, match: { owner: [web] }, channels: [web-desk], urgency: now, group: alert }
  - { name: shop, match: { owner: [shop] }, channels: [shop-desk], urgency: now, group: alert }
channels: { web-desk: { type: console }, shop-desk: { type: console } }
unrouted: ignore
`;
  const owned = (owner: string) => `accounts: { "${PAYMENTS}": { owner: ${owner} } }\n`;

  test("takes effect on open alerts within a minute, and in the runs to come", () =>
    inDirectory(async (directory) => {
      const file = async (name: string, text: string) => {
        await writeFile(join(directory, name), text);
        return join(directory, name);
      };
      const place = ["--data-dir", join(directory, "data")];
      const ownerAfter = async (until: string, ...more: readonly string[]) => {
        const run = await tocsin(["run", "-", "--until", until, ...more, ...place], "\n");
        const [alert] = objects((await tocsin(["alerts", "list", "--json", ...place])).stdout);
        return { ...run, owner: alert?.owner };
      };
      const policy = ["--policy", await file("teams.yaml", teams)];
      const [web, shop] = [await file("web.yaml", owned("web")), await file("shop.yaml", owned("shop"))];
      const opened = ["run", "-", "--until", "2026-03-01T09:00:00Z", "--directory", web, ...policy, ...place];
      await tocsin(opened, JSON.stringify(expiring(PAYMENTS)));
      expect((await ownerAfter("2026-03-01T09:00:59Z", "--directory", shop)).owner).toBe("web");
      // The run after it needs no file, and says what it goes by.
      const applied = await ownerAfter("2026-03-01T09:20:00Z");
      expect(applied.owner).toBe("shop");
      expect(applied.stderr).toContain("This run goes by version 2 of the directory of accounts");
      const [alert] = objects((await tocsin(["alerts", "list", "--json", "--owner", "shop", ...place])).stdout);
      const told = (await tocsin(["alerts", "show", String(alert?.id), ...place])).stdout.split("\nTold\n")[1];
      expect(told).toMatch(/^ {2}shop-desk {2}last told 2026-03-01T09:/m);
    }));

  test("makes no version where it says what is in force, and says what it takes the place of", () =>
    withRun(async (place, files) => {
      const again = await tocsin(["run", "-", ...files, ...place], events);
      expect([again.exitCode, again.stderr]).toEqual([0, ""]);
      const other = files[1]?.replace("accounts.yaml", "other.yaml") ?? "";
      await writeFile(other, owned("web"));
      const { stderr } = await tocsin(["run", "-", "--directory", other, ...place], events);
      expect(stderr).toContain(`${other} is version 2 of the directory of accounts, in place of version 1.`);
    }));
});

describe("owners --missing", () => {
  test("lists the accounts without an owner, of the directory and of open alerts, by the files of the run", async () => {
    await withRun(async (place) => {
      const { stdout, exitCode } = await tocsin(["owners", "--missing", "--json", ...place]);
      expect(exitCode).toBe(0);
      expect(objects(stdout)).toEqual([
        { account: "444455556666", name: "forgotten", ou: "/Suspended", environment: "unknown", alerts: 0 },
        { account: STRANGER, name: null, ou: null, environment: "unknown", alerts: 1 },
      ]);
    });
  });

  test("goes by other files where they are given, and counts what only the fallback owns as unowned", async () => {
    await inDirectory(async (other) => {
      const policy = join(other, "policy.yaml");
      await writeFile(policy, "fallbackOwner: ops\n");
      await withRun(async (place) => {
        const { stdout } = await tocsin(["owners", "--missing", "--policy", policy, "--json", ...place]);
        expect(objects(stdout).map(({ account, alerts }) => [account, alerts])).toEqual([
          [SANDBOX, 1],
          ["444455556666", 0],
          [STRANGER, 1],
        ]);
      });
    });
  });

  test("says so where every account has one", async () => {
    await inDirectory(async (other) => {
      const policy = join(other, "policy.yaml");
      await writeFile(policy, 'owners: [{ name: all, match: { account: [{ prefix: "" }] }, owner: ops }]\n');
      await withRun(async (place) => {
        const { stdout } = await tocsin(["owners", "--missing", "--policy", policy, ...place]);
        expect(stdout).toBe("Every account has an owner.\n");
      });
    });
  });

  test("is asked for by its name", async () => {
    expect(await tocsin(["owners"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--missing") });
  });
});

describe("a directory's file", () => {
  test("gives explain the owner and the account's name", async () => {
    await withRun(async (_place, files) => {
      const { stdout } = await tocsin(["explain", "-", ...files], JSON.stringify(expiring(SANDBOX)));
      expect(stdout).toContain(`${SANDBOX} sandbox eu-west-1`);
      expect(stdout).toContain("owner: platform (rule sandboxes)");
    });
  });

  test.each([
    [
      "a field that is misspelt",
      `accounts:\n  "${SANDBOX}":\n    enviroment: dev\n`,
      `:3: accounts.${SANDBOX}.enviroment: is not a known field; did you mean "environment"?`,
    ],
    [
      "an id that lost its 0",
      "accounts:\n  12345678901: {}\n",
      ":2: accounts.12345678901: is no account id of 12 digits (in YAML, one that begins with 0 needs quotes)",
    ],
    ["what is no YAML", "accounts: [\n", ":2: Flow sequence"],
    ["what is not UTF-8", Buffer.from(`accounts:\n  "${SANDBOX}": { name: b\xfcro }\n`, "latin1"), ":2: is not UTF-8"],
  ])("is refused for %s, and nothing is started", async (_title, text, problem) => {
    await inDirectory(async (directory) => {
      const file = join(directory, "accounts.yaml");
      await writeFile(file, text);
      for (const command of [
        ["run", "-", "--data-dir", join(directory, "data")],
        ["explain", "-"],
      ]) {
        const { exitCode, stdout, stderr } = await tocsin([...command, "--directory", file], events);
        expect([exitCode, stdout]).toEqual([2, ""]);
        expect(stderr).toContain(`${file}${problem}`);
      }
    });
  });
});
