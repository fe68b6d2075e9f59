import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sources } from "@tocsin/sources/registry";
import { expect, test } from "vitest";
import { checkedStage, parseConfig, readConfig, sourcesIn } from "./config.ts";

const example = JSON.parse(readFileSync(new URL("../tocsin.config.example.json", import.meta.url), "utf8"));

const kept = {
  table: "tocsin-prod-alerts",
  bucket: "tocsin-prod-reports-111122223333",
  key: "1234abcd-12ab-34cd-56ef-1234567890ab",
};

test("takes what is to be adopted, all three of it", () => {
  expect(parseConfig({ ...example, adopt: kept })).toEqual({ ...example, adopt: kept });
});

test("asks PagerDuty, with buttons in Slack and without anything that takes callbacks", () => {
  const polls = ["pagerduty"];
  expect(parseConfig({ ...example, polls })).toEqual({ ...example, polls });
  const callbacks = { behind: "function-url", from: ["slack"] };
  expect(parseConfig({ ...example, polls, callbacks })).toEqual({ ...example, polls, callbacks });
});

test("deploys every source but those that are switched off", () => {
  const names = sources.map(({ name }) => name);
  expect(sourcesIn(parseConfig(example)).map(({ name }) => name)).toEqual(names);
  const off = parseConfig({ ...example, sourcesOff: ["macie", "s3"] });
  expect(sourcesIn(off).map(({ name }) => name)).toEqual(names.filter((name) => name !== "macie" && name !== "s3"));
});

test.each(["function-url", "http-api"])("takes callbacks behind a %s", (behind) => {
  const callbacks = { behind, from: ["slack"] };
  expect(parseConfig({ ...example, callbacks })).toEqual({ ...example, callbacks });
});

test.each(["function-url", "http-api"])("takes links behind a %s", (behind) => {
  expect(parseConfig({ ...example, links: { behind } })).toEqual({ ...example, links: { behind } });
});

test.each(["alerts.example.com", "tocsin@example.com"])("takes mails from %s", (identity) => {
  expect(parseConfig({ ...example, email: { identity } })).toEqual({ ...example, email: { identity } });
});

test.each([[["ocsf"]], [["security-hub"]], [["ocsf", "security-hub"]]])("takes SIEMs by %j", (siem) => {
  expect(parseConfig({ ...example, siem })).toEqual({ ...example, siem });
});

test("reads the example", () => {
  expect(parseConfig(example)).toEqual(example);
});

test.each([
  ["an organization that is an account", { organizationId: "111122223333" }, "organizationId: expected an id such as"],
  ["a region that is a zone", { homeRegion: "eu-central-1a" }, "homeRegion: expected a region"],
  ["a region of a misspelt area", { homeRegion: "ue-central-1" }, "homeRegion: expected a region"],
  ["a region of a misspelt direction", { regions: ["eu-centrall-1"] }, "regions[0]: expected a region"],
  ["a region of a partition that is none", { homeRegion: "us-gvo-west-1" }, "homeRegion: expected a region"],
  [
    "regions of two partitions",
    { regions: ["eu-central-1", "cn-north-1", "us-east-1"] },
    "regions: are of more than one partition (aws: eu-central-1, us-east-1; aws-cn: cn-north-1)",
  ],
  [
    "GovCloud beside the commercial regions",
    { regions: ["us-gov-west-1", "eu-central-1"] },
    "regions: are of more than one partition (aws-us-gov: us-gov-west-1; aws: eu-central-1)",
  ],
  ["a home that does not forward", { regions: ["us-east-1"] }, "regions: does not include the home region"],
  ["a region named twice", { regions: ["eu-central-1", "eu-central-1"] }, "regions: names something twice"],
  ["no unit", { organizationalUnits: [] }, "organizationalUnits: is empty"],
  ["an account for a unit", { organizationalUnits: ["111122223333"] }, "organizationalUnits[0]: expected an id"],
  ["an address that is none", { alarmAddresses: ["security"] }, "alarmAddresses[0]: expected a mail address"],
  ["mails from whatever is verified", { email: { identity: "*" } }, "email.identity: expected a domain or a mail"],
  ["mails from any of a domain's", { email: { identity: "*@example.com" } }, "email.identity: expected a domain"],
  ["mails from an identity by its ARN", { email: { identity: "arn:aws:ses:x" } }, "email.identity: expected a domain"],
  ["a SIEM that is told in no way that there is", { siem: ["splunk"] }, "siem[0]: "],
  ["no way in which SIEMs are told", { siem: [] }, "siem: is empty"],
  ["mails from nothing", { email: {} }, "email.identity: is missing"],
  ["nobody to alarm", { alarmAddresses: undefined }, "alarmAddresses: is missing"],
  ["a blank scope", { scope: "  " }, "scope: is empty"],
  [
    "a key by its ARN",
    { adopt: { ...kept, key: `arn:aws:kms:eu-central-1:111122223333:key/${kept.key}` } },
    "adopt.key: expected",
  ],
  ["a key by its alias", { adopt: { ...kept, key: "alias/tocsin-prod-key" } }, "adopt.key: expected"],
  ["a bucket by its ARN", { adopt: { ...kept, bucket: "arn:aws:s3:::reports" } }, "adopt.bucket: expected"],
  [
    "a table by its ARN",
    { adopt: { ...kept, table: "arn:aws:dynamodb:eu-central-1:111122223333:table/x" } },
    "adopt.table: expected",
  ],
  [
    "a table without the key that it is read with",
    { adopt: { table: kept.table, bucket: kept.bucket } },
    "adopt.key: is missing",
  ],
  ["links behind what there is not", { links: { behind: "alb" } }, "links.behind: expected"],
  ["links behind nothing", { links: {} }, "links.behind: is missing"],
  ["all sources off", { sourcesOff: sources.map(({ name }) => name) }, "sourcesOff: leaves no source"],
  ["a source off of which there is none", { sourcesOff: ["s4"] }, /^sourcesOff\[0\]: expected .*"s3"/],
  ["Tocsin's own source off", { sourcesOff: ["drill"] }, "sourcesOff[0]: is Tocsin's own: it cannot be switched off"],
  ["the source of mails off", { sourcesOff: ["mail"] }, "sourcesOff[0]: is Tocsin's own: it cannot be switched off"],
  ["a source off twice", { sourcesOff: ["s3", "s3"] }, "sourcesOff: names something twice"],
  ["polls of nobody", { polls: [] }, "polls: is empty"],
  ["polls of whom there are none", { polls: ["slack"] }, 'polls[0]: expected "pagerduty"'],
  [
    "who is asked, and sends as well",
    { callbacks: { behind: "http-api", from: ["slack", "pagerduty"] }, polls: ["pagerduty"] },
    "callbacks.from: names pagerduty, which polls asks as well: it would tell everything twice. Take it out of one of them",
  ],
  ["callbacks of nobody", { callbacks: { behind: "http-api", from: [] } }, "callbacks.from: is empty"],
  [
    "callbacks of whom there are none",
    { callbacks: { behind: "http-api", from: ["teams"] } },
    'callbacks.from[0]: expected ("pagerduty" | "slack")',
  ],
  ["callbacks behind nothing", { callbacks: { from: ["slack"] } }, "callbacks.behind: is missing"],
  ["links of which more is said", { links: { behind: "http-api", hours: 1 } }, "links.hours: is not a known field"],
  ["a field that it does not know", { stage: "prod" }, "stage: is not a known field"],
])("refuses %s, naming the field", (_title, change, problem) => {
  expect(() => parseConfig({ ...example, ...change })).toThrow(problem);
});

test.each([
  [["us-east-1", "ap-southeast-7", "mx-central-1", "il-central-1"]],
  [["cn-north-1", "cn-northwest-1"]],
  [["us-gov-west-1", "us-gov-east-1"]],
  [["us-iso-east-1", "us-iso-west-1"]],
  [["eusc-de-east-1"]],
])("takes regions of one partition: %s", (regions) => {
  expect(parseConfig({ ...example, homeRegion: regions[0], regions })).toMatchObject({ regions });
});

test("refuses a file that is not UTF-8, which would be read as another", () => {
  const directory = mkdtempSync(join(tmpdir(), "tocsin-"));
  const file = join(directory, "config.json");
  try {
    const tags = { owner: "M\xfcller" };
    writeFileSync(file, Buffer.from(JSON.stringify({ ...example, organizationRules: { tags } }), "latin1"));
    expect(() => readConfig(file)).toThrow(/config\.json: is not UTF-8: save the file as UTF-8$/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("says which file is missing", () => {
  expect(() => readConfig("no-such-file.json")).toThrow(/^no-such-file\.json: ENOENT/);
});

test.each(["prod", "pr-1234", "x".repeat(32)])("takes the stage %s", (stage) => {
  expect(checkedStage(stage)).toBe(stage);
});

test.each(["", "x".repeat(33), "Staging", "2026", "my_stage"])("refuses the stage %j", (stage) => {
  expect(() => checkedStage(stage)).toThrow(`stage ${stage}: expected at most 32 lower-case letters`);
});
