/** What people mute by a command: what it would mute is shown before, and it is listed, and ended early. */
import { userInfo } from "node:os";
import { samples } from "@tocsin/sources/acm/samples";
import { samples as threats } from "@tocsin/sources/guardduty/samples";
import { describe, expect, test } from "vitest";
import { inDirectory, tocsin, tocsinAsking } from "../support/terminal.ts";

const lines = (printed: string): readonly Record<string, unknown>[] =>
  printed
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** ACM says on a Tuesday how many days a certificate has left: with 40 it is LOW, with 10 HIGH, with 2 CRITICAL. */
function warning(name: string, DaysToExpiry = 10) {
  const resources = [`arn:aws:acm:eu-west-1:111122223333:certificate/${name}`];
  const detail = { DaysToExpiry, CommonName: `${name}.tocsin.example` };
  return { ...samples.approaching, id: name, time: "2026-03-03T10:30:00Z", account: "111122223333", resources, detail };
}
const why = "moving the cluster";
const local = `local:${userInfo().username}`;
const all = '{"account": ["111122223333"]}';

async function afterRun(events: readonly object[], use: (place: ReturnType<typeof placeAt>) => Promise<void>) {
  await inDirectory(async (dataDir) => {
    await tocsin(["run", "-", "--data-dir", dataDir], events.map((event) => JSON.stringify(event)).join("\n"));
    await use(placeAt(dataDir));
  });
}

function placeAt(dataDir: string) {
  const place = ["--data-dir", dataDir];
  return {
    place,
    add: (...args: readonly string[]) => tocsin(["silence", "add", ...args, "--why", why, ...place]),
    list: (...args: readonly string[]) => tocsin(["silence", "list", ...args, ...place]),
    expire: (id: string, ...args: readonly string[]) =>
      tocsin(["silence", "expire", id, "--why", "done", ...args, ...place]),
    ids: async () => lines((await tocsin(["alerts", "list", "--json", ...place])).stdout).map(({ id }) => String(id)),
  };
}

describe("a silence by a pattern", () => {
  const events = [warning("a"), warning("b"), warning("c", 40), warning("d", 2)];

  test("shows what it would mute and what is too severe for it, and is made after a yes", async () => {
    await afterRun(events, async ({ place, list }) => {
      const preview = [
        "3 open alerts would be muted now (2 HIGH, 1 LOW), and future alerts up to HIGH:",
        "certificate a.tocsin.example",
        "More severe, now or before, and so still told: 1 alert (1 CRITICAL).",
      ];
      const command = ["silence", "add", "--match", all, "--why", why, ...place];
      const unasked = await tocsin(command);
      expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--yes says to silence 3 alerts") });
      const refused = await tocsinAsking(command, ["no"]);
      expect(refused.exitCode).toBe(1);
      for (const text of preview) expect(refused.stdout).toContain(text);
      expect(refused.stdout).not.toContain("certificate d.");
      expect((await list()).stdout).toBe("Nothing is silenced.\n");

      const made = await tocsinAsking(command, ["yes"]);
      expect(made.stderr).toBe("Really silence 3 alerts until 2026-03-03T14:30:00.000Z? [y/N] ");
      expect(made.exitCode).toBe(0);
      const [silence] = lines((await list("--json")).stdout);
      expect(silence).toMatchObject({
        of: { match: { account: ["111122223333"] } },
        ...{ upTo: "HIGH", evenIfWorse: false, by: local, why, state: "active" },
        ...{ madeAt: "2026-03-03T10:30:00.000Z", until: "2026-03-03T14:30:00.000Z" },
        mutes: { HIGH: 2, LOW: 1 },
      });
      const shown = (await list()).stdout;
      for (const text of [String(silence?.id), all.replaceAll(" ", ""), "2 HIGH, 1 LOW", why, local])
        expect(shown).toContain(text);
    });
  });

  test("reaches as far as its author says", async () => {
    await afterRun(events, async ({ add }) => {
      for (const [reach, mutes, worse] of [
        [["--up-to", "LOW"], { LOW: 1 }, { HIGH: 2, CRITICAL: 1 }],
        [["--up-to", "CRITICAL"], { CRITICAL: 1, HIGH: 2, LOW: 1 }, {}],
        [["--even-if-worse"], { CRITICAL: 1, HIGH: 2, LOW: 1 }, {}],
      ] as const) {
        const { stdout } = await add("--match", all, ...reach, "--yes", "--json", "--ticket", "OPS-7");
        expect(lines(stdout)[0]).toMatchObject({ mutes, worse, silence: { ticket: "OPS-7" } });
      }
    });
  });

  test("says of what was too severe for it before, and is milder now, that it is told all the same, as on-call does", async () => {
    const threat = (severity: number, updatedAt: string) => ({
      ...{ ...threats.instanceFinding, id: updatedAt, time: updatedAt },
      detail: { ...threats.instanceFinding.detail, severity, updatedAt },
    });
    await afterRun([threat(9.5, "2026-11-24T08:05:00Z"), threat(8, "2026-11-24T08:06:00Z")], async ({ add, list }) => {
      const { stdout } = await add("--match", '{"condition":["threat"]}', "--yes", "--json");
      expect(lines(stdout)[0]).toMatchObject({ mutes: {}, worse: { HIGH: 1 } });
      expect(lines((await list("--json")).stdout)[0]).toMatchObject({ mutes: {} });
    });
  });

  test("leaves out what somebody has decided on", async () => {
    await afterRun(events, async ({ place, add }) => {
      const critical = ["--match", '{"severity": ["CRITICAL"]}'];
      await tocsin(["alerts", "ack", ...critical, "--why", why, ...place]);
      const { stdout } = await add("--match", all, "--even-if-worse", "--yes", "--json");
      expect(lines(stdout)[0]).toMatchObject({ mutes: { HIGH: 2, LOW: 1 } });
    });
  });

  test("shows ten of the alerts at most, and how many more there are", async () => {
    const many = Array.from({ length: 12 }, (_, n) => warning(`certificate-${n}`));
    await afterRun(many, async ({ add }) => {
      const { stdout } = await add("--match", all, "--yes");
      expect(stdout.match(/certificate-\d+/g)).toHaveLength(10);
      expect(stdout).toContain("… and 2 more.");
    });
  });
});

test("a silence of one alert mutes that alone, is named by the alert, and ends early when somebody says so", async () => {
  await afterRun([warning("a"), warning("b")], async ({ place, add, list, expire, ids }) => {
    const show = async (alert: string) => (await tocsin(["alerts", "show", alert, ...place])).stdout;
    const [id = "", other = ""] = await ids();
    const [made] = lines((await add("--alert", id.slice(0, 6), "--yes", "--json")).stdout);
    expect(made).toMatchObject({ silence: { of: { alertId: id } }, mutes: { HIGH: 1 } });
    const [silence] = lines((await list("--json")).stdout);
    const silenceId = String(silence?.id);
    expect(await show(id)).toMatch(new RegExp(`silenced +by ${silenceId} until ${silence?.until}`));
    expect(await show(other)).not.toContain("silenced");
    expect((await expire("0".repeat(12))).exitCode).toBe(1);
    expect((await expire(silenceId.slice(0, 5))).stdout).toContain(
      "ended. People are told of alerts that are still open within two minutes.",
    );
    expect((await expire(silenceId)).stdout).toContain("was over already");
    expect(await show(id)).not.toContain("silenced");
    expect((await list()).stdout).toBe("Nothing is silenced.\n");
    const [over] = lines((await list("--expired", "--json")).stdout);
    expect(over).toMatchObject({ id: silenceId, state: "over", expiredBy: local, expiredWhy: "done", mutes: {} });
    expect((await list("--expired")).stdout).toContain(`by ${local}: done`);
  });
});

describe("a silence that mutes nothing", () => {
  const nothing =
    "warning: no open alert matches, apart from those that somebody has decided on: it only mutes future alerts\n";

  test.each([
    ["of what may come, to which that is said", ["--match", '{"account": ["444455556666"]}'], nothing],
    [
      "of what is worse than it reaches",
      ["--match", all, "--up-to", "LOW"],
      "warning: it mutes no open alert: those that match are more severe than LOW, or were; --even-if-worse mutes them too\n",
    ],
    [
      "of a severity that it does not reach",
      ["--match", '{"severity": ["CRITICAL"]}'],
      `warning: --match: can match no alert: what the rest of it takes is INFORMATIONAL, LOW, MEDIUM or HIGH, as far as the silence reaches (upTo, evenIfWorse)\n${nothing}`,
    ],
    [
      "of what no alert has, whatever the policy",
      ["--match", '{"condition": ["parameter-unchanged"], "severity": ["HIGH"]}'],
      /^warning: --match: can match no alert: what the rest of it takes is .*, as far as/,
    ],
    [
      "of no Region",
      ["--match", '{"region": ["europe"]}'],
      `warning: --match.region: names "europe", which is no Region\n${nothing}`,
    ],
  ])("is made, and says so: %s", async (_title, args, said) => {
    await afterRun([warning("a")], async ({ add, list }) => {
      const made = await add(...args, "--yes", "--json");
      expect(made.exitCode).toBe(0);
      if (typeof said === "string") expect(made.stderr).toBe(said);
      else expect(made.stderr).toMatch(said);
      expect(lines((await list("--json")).stdout)).toHaveLength(1);
    });
  });

  test("is none where it mutes one alert", async () => {
    await afterRun([warning("a")], async ({ add }) => {
      expect((await add("--match", all, "--yes")).stderr).toBe("");
    });
  });
});

test("a decision on what nothing matches says so, also where its result is JSON", async () => {
  await afterRun([warning("a")], async ({ place }) => {
    const ack = ["alerts", "ack", "--match", '{"account": ["444455556666"]}', "--why", why, ...place];
    const said = "No alert that matches is to be acknowledged.\n";
    expect(await tocsin(ack)).toMatchObject({ exitCode: 0, stdout: said, stderr: "" });
    expect(await tocsin([...ack, "--json"])).toMatchObject({ exitCode: 0, stdout: "", stderr: said });
  });
});

test.each([
  ["of nothing", [], "--alert"],
  ["of a pattern and an alert", ["--match", all, "--alert", "abcd"], "cannot be used with"],
  ["by a pattern that names no field", ["--match", '{"acount": ["111122223333"]}'], "--match.acount: is not a field"],
  ["by a pattern that was not UTF-8", ["--match", '{"owner": ["M\uFFFDller"]}'], "--match: holds U+FFFD"],
  ["by a pattern of what is over", ["--match", '{"status": ["RESOLVED"]}'], "--match.status[0]"],
  ["up to no severity", ["--match", all, "--up-to", "SEVERE"], "Allowed choices"],
  ["of what begins no id", ["--alert", "abc"], "at least 4"],
  ["for longer than 90 days", ["--match", all, "--for", "91d"], "90 days at most"],
  ["until what is past", ["--match", all, "--until", "2001-01-01T00:00:00Z"], "is past"],
])("a silence %s is refused, and nothing is silenced", async (_title, args, problem) => {
  await afterRun([warning("a")], async ({ add, list }) => {
    const refused = await add(...args, "--yes");
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain(problem);
    expect((await list("--expired")).stdout).toBe("Nothing is silenced.\n");
  });
});
