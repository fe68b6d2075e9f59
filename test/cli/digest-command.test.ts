/** What somebody at a terminal is told who asks for a digest, and who asks for one that there is not. */
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
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
async function withRun(use: (digest: (...args: readonly string[]) => ReturnType<typeof tocsin>) => Promise<void>) {
  await inDirectory(async (directory) => {
    const [file, dataDir] = [join(directory, "events.jsonl"), join(directory, "data")];
    await writeFile(file, JSON.stringify(event));
    await tocsin(["run", file, "--data-dir", dataDir]);
    await use((...args) => tocsin(["digest", ...args, "--data-dir", dataDir]));
  });
}

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

  test("that was read is shown with who has read it last, also where the run's clock stands still", async () => {
    await withRun(async (digest) => {
      expect((await digest()).stderr).toContain(
        "Nobody has said that they have read it: tocsin digest reviewed 2026-W10",
      );
      for (const note of ["all assigned", "one accepted until May"])
        expect(await digest("reviewed", "2026-W10", "--note", note)).toMatchObject({ exitCode: 0 });
      expect((await digest()).stderr).toMatch(/Read by local:\S+ at \S+: one accepted until May/);
      expect((await digest("reviewed", "9999-W01", "--note", "x")).stderr).toContain("has not begun: it is");
    });
  });
});
