/** What somebody at a terminal is told who asks for a digest, and who asks for one that there is not. */
import { access, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shellWord } from "@tocsin/core/text/shell-word";
import { samples } from "@tocsin/sources/acm/samples";
import { describe, expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

const account = "111122223333";
const event = {
  ...samples.approaching,
  ...{ id: "expires", time: "2026-03-04T00:00:00Z", account },
  resources: [`arn:aws:acm:eu-west-1:${account}:certificate/shop`],
  detail: { DaysToExpiry: 3, CommonName: "shop.tocsin.example" },
};

/** A run that has ended in the week 2026-W10, with one alert. */
async function withRun(
  use: (digest: (...args: readonly string[]) => ReturnType<typeof tocsin>, dataDir: string) => Promise<void>,
) {
  await inDirectory(async (directory) => {
    const [file, dataDir] = [join(directory, "events.jsonl"), join(directory, "a run's data")];
    await writeFile(file, JSON.stringify(event));
    await tocsin(["run", file, "--data-dir", dataDir]);
    await use((...args) => tocsin(["digest", ...args, "--data-dir", dataDir]), dataDir);
  });
}

const listing = { lines: [], more: 0 };
const noCounts = { INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 };
/** As the first format had it, without rows beside it. */
const firstFormat = {
  ...{ format: "tocsin.digest.v1", scope: "shop", week: "2026-W09" },
  ...{ from: "2026-02-23T00:00:00.000Z", to: "2026-03-02T00:00:00.000Z", asOf: "2026-03-02T00:00:00.000Z" },
  verdict: { openBefore: 0, opened: 0, reopened: 0, resolved: 0, open: 0, escalated: 0, overdue: 0, expiring: 0 },
  open: {
    ...{ bySeverity: noCounts, bySeverityBefore: noCounts, byStatus: { OPEN: 0, ACKNOWLEDGED: 0, SUPPRESSED: 0 } },
    ...{ byAgeInDays: { "0-7": 0, "8-30": 0, "31-90": 0, "over 90": 0 }, ...listing },
  },
  ...{ overdue: listing, expiring: listing, opened: listing, reopened: listing, resolved: listing },
  ...{ escalated: listing, byReporter: listing, byAccount: listing, unreadable: listing },
};

describe("a digest", () => {
  test("is printed in each format, and written in all of them", async () => {
    await withRun(async (digest) => {
      const starts = {
        text: "",
        html: "<!doctype html>",
        mail: "<!doctype html>",
        csv: "\uFEFFid,",
        json: "{",
        slack: "{",
      };
      for (const [format, start] of Object.entries(starts)) {
        const { stdout, exitCode } = await digest("--format", format);
        expect(exitCode).toBe(0);
        expect(stdout.startsWith(start)).toBe(true);
        expect(stdout).toContain("shop.tocsin.example");
      }
      await inDirectory(async (out) => {
        const { stdout } = await digest("--account", account, "--out", out, "--json");
        const names = ["alerts.csv", "mail.html", "report.html", "report.json", "report.txt", "slack.json"];
        const paths: string[] = JSON.parse(stdout);
        expect(paths.toSorted()).toEqual(names.map((name) => join(out, "digest/2026/W10/account", account, name)));
        expect((await readdir(join(out, "digest/2026/W10/account", account))).toSorted()).toEqual(names);
      });
    });
  });

  test("that there is not is refused with what there is", async () => {
    await withRun(async (digest) => {
      const refusals = [
        [["--week", "9999-W01"], 1, /week 9999-W01 has not begun: it is \d{4}-W\d{2}/],
        [["--week", "2026-W54"], 2, /expected an ISO week such as 2026-W47/],
        [["--owner", "nobody"], 1, /the owner nobody has no account and no alert in 2026-W10$/m],
        [["--account", "444455556666"], 1, /the account 444455556666 has no .* with alerts are 111122223333$/m],
        [["--ou", "/Prod"], 1, /the unit \/Prod has no account and no alert in 2026-W10$/m],
        [["--account", "4444"], 2, /expected an account id of 12 digits/],
        [["--owner", "a", "--ou", "/b"], 2, /name one of them/],
        [["--send"], 2, /--send is for a deployed stage/],
        [["--out", " "], 2, /expected some text/],
        [["--out", "package.json"], 2, /--out package.json is no directory: name another directory/],
        [["--format", "csv", "--json"], 2, /cannot be used with/],
      ] as const;
      for (const [args, exitCode, said] of refusals) {
        const refused = await digest(...args);
        expect([refused.exitCode, refused.stdout]).toEqual([exitCode, ""]);
        expect(refused.stderr).toMatch(said);
      }
      // What nobody owns may be nothing.
      expect(await digest("--owner", "unowned")).toMatchObject({ exitCode: 0 });
    });
  });

  test("of the first format has no rows: as CSV it is refused, and its files are written without it", async () => {
    await withRun(async (digest, dataDir) => {
      await mkdir(join(dataDir, "digest/2026/W09"), { recursive: true });
      await writeFile(join(dataDir, "digest/2026/W09/report.json"), JSON.stringify(firstFormat));
      const refused = await digest("--week", "2026-W09", "--format", "csv");
      expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
      expect(refused.stderr).toMatch(/report of 2026-W09 .* kept no rows/);
      await inDirectory(async (out) => {
        const written = await digest("--week", "2026-W09", "--out", out);
        expect(written.exitCode).toBe(0);
        expect(written.stdout).not.toContain("alerts.csv");
        expect(written.stderr).toMatch(/report of 2026-W09 .* kept no rows: alerts\.csv is left out/);
        await expect(access(join(out, "digest/2026/W09/alerts.csv"))).rejects.toThrow(/ENOENT/);
      });
    });
  });

  test("that was read is shown with who has read it last, also where the run's clock stands still", async () => {
    await withRun(async (digest, dataDir) => {
      expect((await digest()).stderr).toContain(
        `Nobody has said that they have read it: npx tocsin digest reviewed 2026-W10 --note "…" --data-dir ${shellWord(dataDir)}`,
      );
      for (const note of ["all assigned", "one suppressed until May"])
        expect(await digest("reviewed", "2026-W10", "--note", note)).toMatchObject({ exitCode: 0 });
      expect((await digest()).stderr).toMatch(/Read by local:\S+ at \S+: one suppressed until May/);
      expect((await digest("reviewed", "9999-W01", "--note", "x")).stderr).toContain("has not begun: it is");
      const early = await digest("reviewed", "2001-W01", "--note", "x");
      expect(early).toMatchObject({ exitCode: 1, stdout: "" });
      expect(early.stderr).toMatch(
        /there is no digest of 2001-W01: the first is that of 2026-W10, the latest that of 2026-W\d\d/,
      );
    });
  });
});
