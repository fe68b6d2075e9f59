/** `tocsin alerts show` answers why nobody was notified of an alert, or what each destination was told. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { samples } from "@tocsin/sources/acm/samples";
import { expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

/** ACM says on a Tuesday how many days a certificate has left: with 40 it is LOW, with 10 HIGH. */
function warning(name: string, time: string, DaysToExpiry = 10) {
  const resources = [`arn:aws:acm:eu-west-1:111122223333:certificate/${name}`];
  const detail = { DaysToExpiry, CommonName: `${name}.tocsin.example` };
  return { ...samples.approaching, id: name, time, account: "111122223333", resources, detail };
}

const policy = `channels: { desk: { type: console } }
routes: [{ name: urgent, match: { severity: [HIGH, CRITICAL] }, channels: [desk], urgency: now, group: alert },
  { name: rest, match: { severity: [LOW] }, channels: [desk], urgency: digest }]
unrouted: ignore
`;

test("an alert's page says what was told, what is silenced, and what is left to the digest", async () => {
  await inDirectory(async (directory) => {
    await writeFile(join(directory, "policy.yaml"), policy);
    const place = ["--data-dir", join(directory, "data")];
    const run = (event: object, until: string) =>
      tocsin(
        ["run", "-", ...place, "--policy", join(directory, "policy.yaml"), "--until", until],
        JSON.stringify(event),
      );
    const shown = async (name: string) => {
      const { stdout } = await tocsin(["alerts", "list", "--json", "--resource", name, ...place]);
      return (await tocsin(["alerts", "show", String(JSON.parse(stdout).id), ...place])).stdout;
    };
    await run(warning("first", "2026-03-03T10:30:00Z"), "2026-03-03T10:40:00Z");
    expect(await shown("first")).toMatch(/Told\n {2}desk {2}last told 2026-03-03T10:35:00.000Z; .*route "urgent"/);

    const silence = ["silence", "add", "--match", '{"account": ["111122223333"]}', "--why", "known", "--yes"];
    expect((await tocsin([...silence, ...place])).exitCode).toBe(0);
    await run(warning("second", "2026-03-03T11:00:00Z"), "2026-03-03T11:10:00Z");
    const muted = await shown("second");
    expect(muted).toContain("desk  not told yet; here silenced");
    expect(muted).toContain("not told (silenced)");

    await run(warning("third", "2026-03-03T11:20:00Z", 40), "2026-03-03T11:30:00Z");
    expect(await shown("third")).toContain('Told\n  nobody: it is for the weekly digest alone; by route "rest"');
  });
});
