/** `tocsin alerts show` answers why nobody was notified of an alert, or what each destination was told. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import { arrivalsOf, verdictsOn } from "@tocsin/cli/commands/alerts/arrival";
import { toldLines } from "@tocsin/cli/commands/alerts/told-text";
import { severities } from "@tocsin/core/alert/severity";
import { membershipWith } from "@tocsin/oncall/testing/sample-group";
import { samples } from "@tocsin/sources/acm/samples";
import { describe, expect, test } from "vitest";
import { emptyTable, minutesAfter, oncallOn, policyOf } from "../support/oncall.ts";
import { useTable } from "../support/table.ts";
import { inDirectory, tocsin } from "../support/terminal.ts";
import { later, newThreat, over } from "../support/threats.ts";

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

describe("where to read on about an alert", () => {
  const runbook = "https://wiki.example.com/runbooks/certificates";
  const portal =
    "https://example.awsapps.com/start/#/console?account_id=111122223333&role_name=SecurityAudit" +
    "&destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Facm%2Fhome%3Fregion%3Deu-west-1%23%2Fcertificates%2Ffirst";
  const linking = `${policy}
runbooks: [{ name: certificates, match: { condition: [certificate-expiry] }, url: "${runbook}" }]
accessPortal: { url: "https://example.awsapps.com/start", role: SecurityAudit }
`;

  test("is on the page that people get, and on what the command shows, as the policy in force has it", async () => {
    await inDirectory(async (directory) => {
      await writeFile(join(directory, "policy.yaml"), linking);
      const place = ["--data-dir", join(directory, "data")];
      const event = JSON.stringify(warning("first", "2026-03-03T10:30:00Z"));
      const until = ["--until", "2026-03-03T10:40:00Z"];
      const ran = await tocsin(["run", "-", ...place, "--policy", join(directory, "policy.yaml"), ...until], event);
      const page = ran.stdout.slice(ran.stdout.indexOf("DAYS LEFT]"));
      expect(page).toMatch(/\n {2}runbook {3}https:\/\/wiki\.example\.com\/runbooks\/certificates\n {2}done when /);
      expect(page).toContain(`\n  link      ${portal}\n`);

      const { stdout } = await tocsin(["alerts", "list", "--json", ...place]);
      const { id } = JSON.parse(stdout);
      const shown = (await tocsin(["alerts", "show", id, ...place])).stdout;
      expect(shown).toMatch(new RegExp(`\\n {2}runbook +${runbook}\\n`));
      expect(shown.replace(/\n +/g, "")).toContain(portal);
      const { alert, links } = JSON.parse((await tocsin(["alerts", "show", id, "--json", ...place])).stdout);
      expect(links).toEqual({ runbook, portal });
      expect(alert.link).toMatch(/^https:\/\/eu-west-1\.console\.aws\.amazon\.com\//);
    });
  });
});

const tables = useTable();

describe("of what a destination did not take", () => {
  const table = tables;
  const everything = { name: "everything", match: { severity: [...severities] }, channels: ["desk"], urgency: "now" };
  const desk = (group: "alert" | readonly string[]) =>
    policyOf({ channels: { desk: { type: "console" } }, routes: [{ ...everything, group }], unrouted: "ignore" });
  const on = async (group: "alert" | readonly string[]) => {
    const open = await emptyTable(table.client);
    const tellings = (alertId: string) => createGroupsReader(open).tellingsOf(alertId);
    const shown = async (alertId: string) =>
      toldLines(await tellings(alertId), undefined, { stdout: { write: () => true } })
        .slice(2)
        .map((line) => line.replace(/^ +\S+Z {2}/, ""));
    return { run: oncallOn(open, desk(group)), tellings, shown };
  };

  test("it is said that it was not delivered, and how often it was tried, until it arrives", async () => {
    const { run, tellings, shown } = await on("alert");
    const threat = newThreat();
    run.silent.add("desk");
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 4));
    expect(await shown(threat.alertId)).toEqual([
      "not delivered, tried 4 times until 2026-11-20T12:03:30.000Z: opened (opened): 1 open",
    ]);
    run.silent.delete("desk");
    await run.passUntil(minutesAfter(run.now(), 16));
    await run.wake(over(threat));
    await run.passUntil(minutesAfter(run.now(), 16));
    expect(await shown(threat.alertId)).toEqual([
      "not delivered, tried 4 times until 2026-11-20T12:03:30.000Z: opened (opened): 1 open",
      "told opened (opened), rang: 1 open",
      "told over (all-over): 0 open",
    ]);
    const [telling] = await tellings(threat.alertId);
    const arrivals = ["not-taken", "not-taken", "not-taken", "not-taken", "arrived", "arrived"];
    expect(telling && arrivalsOf(telling)).toEqual(arrivals);
  });

  test("it is not known whether what was on its way in a crash arrived, and what is on its way now", async () => {
    const { run, shown } = await on("alert");
    const threat = newThreat();
    await run.wake(threat);
    const sent = "sent, and not known to have arrived: opened (opened): 1 open";
    expect(await shown(threat.alertId)).toEqual([sent]);
    run.begun.splice(0);
    await run.passUntil(minutesAfter(run.now(), 1));
    expect(await shown(threat.alertId)).toEqual([sent, "told opened (opened), rang: 1 open"]);
  });

  test("it is not taken for what arrived where something changed while it was sent", async () => {
    const { run, shown } = await on(["account"]);
    const { account } = newThreat().view;
    const [one, other] = [newThreat({ account }), newThreat({ account })];
    await run.wake(one);
    await run.wake(other);
    await run.deliver();
    await run.passUntil(minutesAfter(run.now(), 2));
    expect((await shown(one.alertId)).filter((line) => !line.startsWith("not told"))).toEqual([
      "told opened (opened), rang: 1 open",
      expect.stringContaining("later (being-told)"),
    ]);
  });
});

test("of an alert that moved, ended and came back, each part of its past has what was told of it then, and nothing else", async () => {
  await inDirectory(async () => {
    const open = await emptyTable(tables.client);
    const all = { name: "all", match: { severity: [...severities] }, channels: ["desk"], urgency: "now" };
    const byOwner = policyOf({
      channels: { desk: { type: "console" } },
      routes: [{ ...all, group: ["owner"] }],
      unrouted: "ignore",
    });
    const run = oncallOn(open, byOwner);
    const [other, threat] = [newThreat({ owner: "second" }), newThreat({ owner: "first" })];
    const parts = async () =>
      (await createGroupsReader(open).tellingsOf(threat.alertId)).map((tellings) => [
        tellings.membership.grouping.owner,
        ...verdictsOn(tellings).flatMap(({ verdict }) =>
          verdict.ok ? [verdict.value.kind ?? verdict.value.reason] : [],
        ),
      ]);
    await run.wake(other);
    await run.passUntil(minutesAfter(run.now(), 5));
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 5));
    expect(await parts()).toEqual([["first", "opened"]]);
    const moved = later(threat, {}, { owner: "second" });
    await run.wake(moved);
    await run.passUntil(minutesAfter(run.now(), 5));
    // It was told in its first group; that the other was told before it came is no news of it.
    expect(await parts()).toEqual([
      ["first", "opened"],
      ["second", "no-state-shown"],
    ]);
    await run.wake(over(moved));
    await run.wake(over(other));
    await run.passUntil(minutesAfter(run.now(), 70));
    const back = later(over(moved), { episodes: 2 }, { status: "OPEN", severity: "CRITICAL" });
    await run.wake(back);
    await run.passUntil(minutesAfter(run.now(), 5));
    expect(await parts()).toEqual([
      ["first", "opened"],
      ["second", "no-state-shown", "already-told", "over"],
      ["second", "opened"],
    ]);
  });
});

test("an alert that came to a group of which nothing else was decided since has the verdict that stood when it came", async () => {
  const open = await emptyTable(tables.client);
  const all = { name: "all", match: { severity: [...severities] }, channels: ["desk"], urgency: "now" };
  const byOwner = policyOf({
    channels: { desk: { type: "console" } },
    routes: [{ ...all, group: ["owner"] }],
    unrouted: "ignore",
  });
  const run = oncallOn(open, byOwner);
  const [other, one, two] = [newThreat({ owner: "second" }), newThreat(), newThreat()];
  for (const threat of [other, one, two]) {
    await run.wake(threat);
    await run.passUntil(minutesAfter(run.now(), 5));
  }
  for (const threat of [one, two]) {
    await run.wake(later(threat, {}, { owner: "second" }));
    await run.passUntil(minutesAfter(run.now(), 1));
  }
  const lines = toldLines(await createGroupsReader(open).tellingsOf(two.alertId), undefined, {
    stdout: { write: () => true },
  });
  expect(lines.slice(-2)).toEqual([
    '  desk  not told yet; here open; now, by route "all", together by owner second',
    expect.stringMatching(
      /^ {4}2026-11-20T12:1\d:\d\d.000Z {2}not told \(no-state-shown\), its state before it moved here$/,
    ),
  ]);
});

test("of one group for all of a destination it is not said by what it is together", () => {
  const membership = membershipWith({ grouping: {} });
  const telling = { membership, from: membership.since, told: undefined, verdicts: [] };
  expect(toldLines([telling], undefined, { stdout: { write: () => true } })).toEqual([
    "Told",
    '  desk  not told yet; here open; now, by route "everything"',
  ]);
});
