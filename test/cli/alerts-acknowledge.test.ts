/** What people decide on alerts that are not over: that somebody works on them, that they need nobody, that a decision was wrong. */
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { samples } from "@tocsin/sources/acm/samples";
import { describe, expect, test } from "vitest";
import { inDirectory, tocsin, tocsinAsking } from "../support/terminal.ts";

const lines = (printed: string): readonly Record<string, unknown>[] =>
  printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const jsonl = (...events: readonly object[]) => events.map((event) => JSON.stringify(event)).join("\n");

/** ACM says on a Tuesday how many days a certificate has left. */
function warning(name: string, DaysToExpiry = 5, account = "111122223333") {
  const resources = [`arn:aws:acm:eu-west-1:${account}:certificate/${name}`];
  const detail = { DaysToExpiry, CommonName: `${name}.tocsin.example` };
  return { ...samples.approaching, id: name, time: "2026-03-03T10:30:00Z", account, resources, detail };
}
const why = "Waiting for the certificate authority";
const local = `local:${userInfo().username}`;

/** A run of these events that has ended, and what can be done to its alerts. */
async function afterRun(events: readonly object[], use: (place: ReturnType<typeof placeAt>) => Promise<void>) {
  await inDirectory(async (dataDir) => {
    await tocsin(["run", "-", "--data-dir", dataDir], jsonl(...events));
    await use(placeAt(dataDir));
  });
}

function placeAt(dataDir: string) {
  const place = ["--data-dir", dataDir];
  const views = async () => lines((await tocsin(["alerts", "list", "--all", "--json", ...place])).stdout);
  return {
    place,
    decide: (verb: string, ...args: readonly string[]) => tocsin(["alerts", verb, ...args, "--why", why, ...place]),
    async ids() {
      const named = (await views()).map(({ resource, id }) => [String(resource).split("/")[1], String(id)]);
      return Object.fromEntries(named) as Readonly<Record<string, string>>;
    },
    async statuses() {
      const named = (await views()).map(({ resource, status }) => [String(resource).split("/")[1], status]);
      return Object.fromEntries(named) as Readonly<Record<string, unknown>>;
    },
    show: async (id = "") => JSON.parse((await tocsin(["alerts", "show", id, "--json", ...place])).stdout),
    /** Time passes until then, and nothing is heard. */
    passes: (until: string) =>
      tocsin(["run", "-", "--until", until, ...place], jsonl({ ...warning("x"), source: "aws.ec2" })),
  };
}

describe("an acknowledgement", () => {
  test("holds until the next working day at ten, is in the timeline, and time ends it", async () => {
    await afterRun([warning("far", 40)], async ({ place, decide, ids, statuses, show, passes }) => {
      const { far = "" } = await ids();
      const until = "2026-03-04T10:00:00.000Z";
      const done = await decide("ack", far.slice(0, 8));
      expect(done).toMatchObject({ exitCode: 0, stderr: "" });
      expect(done.stdout).toContain(
        `${far.slice(0, 12)}  acknowledged until ${until}: Expiry of certificate far.tocsin.example`,
      );
      expect(await statuses()).toEqual({ far: "ACKNOWLEDGED" });
      expect((await tocsin(["alerts", "show", far, ...place])).stdout).toContain(
        `acknowledged (decided): OPEN LOW, 45-day step → ACKNOWLEDGED LOW, 45-day step; by ${local} until ${until}: ${why}`,
      );
      expect((await tocsin(["alerts", "show", far, ...place])).stdout).toContain(
        `acknowledged            by ${local} until ${until}: ${why}\n`,
      );
      const { acknowledgement } = (await show(far)).decisions;
      expect(acknowledgement).toMatchObject({ by: local, until, seen: { version: 1, severity: "LOW" } });
      await passes("2026-03-04T09:59:59Z");
      expect(await statuses()).toEqual({ far: "ACKNOWLEDGED" });
      await passes("2026-03-04T10:01:00Z");
      expect(await statuses()).toEqual({ far: "OPEN" });
    });
  });

  test("ends in the morning of the policy's time zone", async () => {
    await inDirectory(async (directory) => {
      const policy = join(directory, "policy.yaml");
      await writeFile(policy, "timezone: America/New_York\n");
      const dataDir = join(directory, "data");
      await tocsin(["run", "-", "--data-dir", dataDir, "--policy", policy], jsonl(warning("far", 40)));
      const { decide, ids } = placeAt(dataDir);
      const { far = "" } = await ids();
      // It is half past five there.
      expect((await decide("ack", far)).stdout).toContain("acknowledged until 2026-03-03T15:00:00.000Z");
    });
  });

  test("of what has a deadline holds until its next step, where that is earlier", async () => {
    // The step is at three days left, and an hour before counts as reached.
    await afterRun([warning("near", 4)], async ({ decide, ids }) => {
      const { near = "" } = await ids();
      const [result] = lines((await decide("ack", near, "--json")).stdout);
      expect(result).toMatchObject({
        outcome: "acknowledged",
        decided: { kind: "acknowledge", until: "2026-03-04T09:30:00.000Z" },
      });
    });
  });

  test("holds for as long as its author says, up to seven days", async () => {
    await afterRun([warning("far", 40)], async ({ decide, ids, statuses }) => {
      const { far = "" } = await ids();
      for (const [term, problem] of [
        [["--for", "8d"], "7 days at most"],
        [["--until", "2026-03-10T10:30:00.001Z"], "7 days at most"],
        [["--until", "2026-03-03T10:30:00Z"], "is past"],
        [["--for", "1h", "--until", "2026-03-04T08:00:00Z"], "cannot be used with"],
      ] as const) {
        const refused = await decide("ack", far, ...term);
        expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
        expect(refused.stderr).toContain(problem);
      }
      expect(await statuses()).toEqual({ far: "OPEN" });
      const done = await decide("ack", far, "--for", "7d");
      expect(done.stdout).toContain("acknowledged until 2026-03-10T10:30:00.000Z");
    });
  });

  test("is not shortened by one without an end, which says until when it holds", async () => {
    await afterRun([warning("far", 40)], async ({ decide, ids }) => {
      const { far = "" } = await ids();
      await decide("ack", far, "--for", "3d");
      const again = await decide("ack", far);
      expect(again).toMatchObject({ exitCode: 0, stderr: "" });
      expect(again.stdout).toContain("was acknowledged already until 2026-03-06T10:30:00.000Z");
    });
  });
});

describe("alerts that are selected by a pattern", () => {
  const all = [warning("a", 5), warning("b", 40), warning("c", 40), warning("other", 40, "222222222222")];
  const low = '{"severity": ["LOW"]}';

  test("are listed and left alone by --dry-run, and decided on after one yes", async () => {
    await afterRun(all, async ({ place, decide, statuses }) => {
      const open = { a: "OPEN", b: "OPEN", c: "OPEN", other: "OPEN" };
      const dry = await decide("ack", "--match", low, "--account", "111122223333", "--dry-run");
      expect(dry).toMatchObject({ exitCode: 0, stderr: "" });
      for (const name of ["b", "c"])
        expect(dry.stdout).toMatch(
          new RegExp(`would be acknowledged until 2026-03-04T10:00:00.000Z: Expiry of certificate ${name}.tocsin`),
        );
      expect(dry.stdout).toContain("2 alerts would be acknowledged. Nothing was changed.");
      expect(dry.stdout).not.toContain("certificate a.");
      expect(await statuses()).toEqual(open);

      const command = ["alerts", "ack", "--match", low, "--why", why, ...place];
      expect((await tocsin(command)).stderr).toContain("--yes says to acknowledge 3 alerts");
      expect((await tocsinAsking(command, ["no"])).exitCode).toBe(1);
      expect(await statuses()).toEqual(open);
      const done = await tocsinAsking(command, ["yes"]);
      expect(done.stderr).toBe("Really acknowledge 3 alerts until 2026-03-04T10:00:00.000Z? [y/N] ");
      expect(done.stdout).toContain("3 alerts acknowledged, 0 before, 0 not.");
      expect(await statuses()).toEqual({ a: "OPEN", b: "ACKNOWLEDGED", c: "ACKNOWLEDGED", other: "ACKNOWLEDGED" });
      expect((await tocsin(command)).stdout).toBe("No alert that matches is to be acknowledged.\n");
    });
  });

  test.each([
    ["names no field of an alert", '{"severty": ["LOW"]}', ["--match.severty: is not a field of an alert"]],
    ["names a value that no alert has", '{"severity": ["SEVERE"]}', ["--match.severity[0]"]],
    [
      "is wrong in several places",
      '{"severity": ["SEVERE"], "account": ["12"]}',
      ["--match.severity[0]", "--match.account[0]"],
    ],
    ["is no pattern", '{"severity": "LOW"}', ["--match.severity: must be a list"]],
    ["is no JSON", "severity=LOW", ["expected an event pattern in JSON"]],
    ["is a list", "[]", ["expected an event pattern in JSON"]],
    ["says nothing", "{}", ["--match"]],
  ])("are none, and nothing is read, where it %s", async (_title, pattern, problems) => {
    for (const verb of ["ack", "suppress", "resolve", "reopen"]) {
      const term = verb === "suppress" ? ["--for", "1d"] : [];
      const given = ["--match", pattern, ...term, "--why", why, "--yes", "--data-dir", "/nowhere"];
      const refused = await tocsin(["alerts", verb, ...given]);
      expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
      for (const problem of problems) expect(refused.stderr).toContain(problem);
    }
  });

  test("are not named beside it", async () => {
    const refused = await tocsin(["alerts", "ack", "abcd", "--match", low, "--why", why]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("not both") });
  });
});

describe("a suppression", () => {
  test("needs an end", async () => {
    const refused = await tocsin(["alerts", "suppress", "abcd", "--why", why]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--for") });
  });

  test("holds until then, is prolonged by another, and can be taken back", async () => {
    await afterRun([warning("far", 40)], async ({ decide, ids, statuses, passes }) => {
      const { far = "" } = await ids();
      expect((await decide("suppress", far, "--for", "2d")).stdout).toContain(
        "suppressed until 2026-03-05T10:30:00.000Z",
      );
      expect((await decide("ack", far)).stdout).toContain("was suppressed already");
      expect((await decide("suppress", far, "--for", "3d")).stdout).toContain(
        "suppressed until 2026-03-06T10:30:00.000Z",
      );
      await passes("2026-03-05T11:00:00Z");
      expect(await statuses()).toEqual({ far: "SUPPRESSED" });
      expect((await decide("reopen", far)).stdout).toContain("reopened: Expiry");
      expect(await statuses()).toEqual({ far: "OPEN" });
    });
  });
});

describe("a reopening", () => {
  test("takes back a resolution of the same instant, and can itself be taken back", async () => {
    await afterRun([warning("far", 40)], async ({ decide, ids, statuses, show }) => {
      const { far = "" } = await ids();
      for (const [verb, status] of [
        ["resolve", "RESOLVED"],
        ["reopen", "OPEN"],
        ["ack", "ACKNOWLEDGED"],
        ["reopen", "OPEN"],
        ["resolve", "RESOLVED"],
      ] as const) {
        expect((await decide(verb, far)).exitCode).toBe(0);
        expect(await statuses()).toEqual({ far: status });
      }
      expect(await show(far)).toMatchObject({ chainBrokenAt: null });
      expect((await decide("ack", far)).stdout).toContain("was resolved already");
    });
  });

  test("of all that match means also what is resolved, as severe as it was", async () => {
    await afterRun(
      [warning("far", 40), warning("farther", 44), warning("held", 40)],
      async ({ decide, ids, statuses }) => {
        const { far = "", farther = "", held = "" } = await ids();
        await decide("resolve", far, farther, "--yes");
        await decide("suppress", held, "--for", "2d");
        const resolved = (more: object) => JSON.stringify({ status: ["RESOLVED"], ...more });
        const none = await decide("reopen", "--match", resolved({ severity: ["CRITICAL"] }), "--yes");
        expect(none).toMatchObject({ exitCode: 0, stdout: "No alert that matches is to be reopened.\n" });
        const one = resolved({ severity: ["LOW"], resource: [{ suffix: "/far" }], ended: ["decided"] });
        expect((await decide("reopen", "--match", one)).stdout).toContain("reopened: Expiry of certificate far");
        expect(await statuses()).toEqual({ far: "OPEN", farther: "RESOLVED", held: "SUPPRESSED" });
        await decide("reopen", "--match", '{"condition": ["certificate-expiry"]}', "--yes");
        expect(await statuses()).toEqual({ far: "OPEN", farther: "OPEN", held: "OPEN" });
      },
    );
  });

  test("is all that can name what is resolved: nothing else is to be decided on it", async () => {
    for (const verb of ["ack", "resolve"]) {
      const given = ["--match", '{"status": ["RESOLVED"]}', "--why", why, "--yes", "--data-dir", "/nowhere"];
      const refused = await tocsin(["alerts", verb, ...given]);
      expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
      expect(refused.stderr).toContain("--match.status[0]");
    }
  });

  test("of what is open says so", async () => {
    await afterRun([warning("far", 40)], async ({ decide, ids }) => {
      const { far = "" } = await ids();
      expect((await decide("reopen", far)).stdout).toContain("was open already");
    });
  });
});
