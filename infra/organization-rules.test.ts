import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkedStage, parseConfig, rulesOf } from "./config.ts";

const example = JSON.parse(readFileSync(new URL("../tocsin.config.example.json", import.meta.url), "utf8"));
const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
const keyIn = (region: string) => `arn:aws:kms:${region}:111122223333:key/${id}`;
const [home, elsewhere] = [keyIn("eu-central-1"), keyIn("eu-west-1")];
const adopt = { table: "tocsin-prod-alerts", bucket: "tocsin-prod-reports-111122223333" };
const parsed = (rules: object, more: object = {}) => parseConfig({ ...example, ...more, organizationRules: rules });
const tagsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, "value"]));

test("demands nothing where there is no such section", () => {
  expect(rulesOf(parseConfig(example))).toEqual({});
});

test.each<[string, object]>([
  ["a prefix", { namePrefix: "acme-tocsin" }],
  ["a prefix of one letter", { namePrefix: "a" }],
  ["the longest prefix", { namePrefix: "a".repeat(32) }],
  ["a boundary", { permissionsBoundary: "Workload" }],
  ["a boundary with its path", { permissionsBoundary: "org/boundaries/Workload@2" }],
  ["a path", { rolePath: "/security/tocsin/" }],
  ["the root as path", { rolePath: "/" }],
  ["the longest path", { rolePath: `/${"a".repeat(126)}/` }],
  ["as many tags as fit", { tags: tagsOf(6) }],
  ["a tag of each character", { tags: { "Kostenstelle Süd_.:/=+-@1": "a b_.:/=+-@" } }],
  ["the longest tag", { tags: { ["k".repeat(128)]: "v".repeat(256) } }],
  ["another value of Tocsin's own tag", { tags: { app: "compliance" } }],
  ["a key of the home region", { key: home }],
  ["a multi-Region key", { key: "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab" }],
  ["logs of a day", { logRetentionDays: 1 }],
  ["logs of ten years", { logRetentionDays: 3653 }],
  ["another region for reports", { reportRegion: "eu-west-1" }],
  ["the home region for reports", { reportRegion: "eu-central-1", key: home }],
  ["another region for reports with its key", { reportRegion: "eu-west-1", key: home, reportKey: elsewhere }],
])("takes %s", (_title, rules) => {
  expect(rulesOf(parsed(rules))).toEqual(rules);
});

test.each<[string, object, string]>([
  ["a demand that it does not know", { boundary: "x" }, "boundary: is not a known field"],
  ["an empty prefix", { namePrefix: "" }, "namePrefix: expected lower-case letters"],
  ["a prefix with capitals", { namePrefix: "Acme" }, "namePrefix: expected lower-case letters"],
  ["a prefix that begins with a digit", { namePrefix: "4acme" }, "namePrefix: expected lower-case letters"],
  ["a prefix with a hyphen at its end", { namePrefix: "acme-" }, "namePrefix: expected lower-case letters"],
  ["a prefix with two hyphens in a row", { namePrefix: "acme--sec" }, "namePrefix: expected lower-case letters"],
  ["a prefix that is too long", { namePrefix: "a".repeat(33) }, "namePrefix: is longer than 32"],
  ["a prefix that no parameter may have", { namePrefix: "awsome" }, "namePrefix: begins with what AWS keeps"],
  ["a prefix that no bucket may have", { namePrefix: "sthree-x" }, "namePrefix: begins with what AWS keeps"],
  [
    "a boundary by its ARN",
    { permissionsBoundary: "arn:aws:iam::111122223333:policy/Workload" },
    "permissionsBoundary: expected the name of a policy that each account has",
  ],
  [
    "a boundary that begins with a slash",
    { permissionsBoundary: "/Workload" },
    "permissionsBoundary: expected the name",
  ],
  ["a path without its first slash", { rolePath: "security/" }, "rolePath: expected a path"],
  ["a path without its last slash", { rolePath: "/security" }, "rolePath: expected a path"],
  ["a path with a wildcard", { rolePath: "/sec*/" }, "rolePath: expected a path"],
  ["a path of AWS's own roles", { rolePath: "/aws-service-role/" }, "rolePath: expected a path"],
  ["a path that is too long", { rolePath: `/${"a".repeat(127)}/` }, "rolePath: is longer than 128"],
  ["no tags", { tags: {} }, "tags: is empty"],
  ["more tags than fit", { tags: tagsOf(7) }, "tags: has more than 6: an object in S3"],
  ["a tag of AWS's", { tags: { "AWS:owner": "x" } }, "tags.AWS:owner: begins with aws: or sst:"],
  ["a tag of SST's", { tags: { "sst:app": "x" } }, "tags.sst:app: begins with aws: or sst:"],
  ["a tag without a value", { tags: { owner: "" } }, "tags.owner: expected letters"],
  ["a tag with a quotation mark", { tags: { owner: 'x"' } }, "tags.owner: expected letters"],
  ["a tag's key that is too long", { tags: { ["k".repeat(129)]: "v" } }, `tags.${"k".repeat(129)}: is longer than 128`],
  ["a tag's value that is too long", { tags: { owner: "v".repeat(257) } }, "tags.owner: is longer than 256"],
  [
    "two keys that IAM does not tell apart",
    { tags: { owner: "x", Owner: "y" } },
    "tags: has keys that differ in nothing but capitals",
  ],
  [
    "a key that IAM does not tell from Tocsin's",
    { tags: { App: "x" } },
    "tags: has keys that differ in nothing but capitals",
  ],
  ["a key by its id", { key: id }, "key: expected the ARN of a key"],
  ["a key by its alias", { key: "arn:aws:kms:eu-central-1:111122223333:alias/x" }, "key: expected the ARN of a key"],
  ["a key of another region", { key: elsewhere }, "key: is a key of eu-west-1, and the home region is eu-central-1"],
  ["logs that are kept for ever", { logRetentionDays: 0 }, "logRetentionDays: expected a number of days"],
  ["logs of a month that CloudWatch does not know", { logRetentionDays: 31 }, "logRetentionDays: expected a number"],
  ["a region that is none", { reportRegion: "europe" }, "reportRegion: expected a region"],
  ["a region of another partition", { reportRegion: "cn-north-1" }, "reportRegion: is of another partition"],
  ["reports elsewhere without a key there", { key: home, reportRegion: "eu-west-1" }, "reportKey: is missing: S3"],
  [
    "reports elsewhere under a key of home",
    { key: home, reportRegion: "eu-west-1", reportKey: home },
    "reportKey: is a key of eu-central-1, and the report region is eu-west-1",
  ],
  ["a key of reports that are at home", { key: home, reportKey: home }, "reportKey: is used where there is a key"],
  [
    "a key of reports beside a stack's own",
    { reportRegion: "eu-west-1", reportKey: elsewhere },
    "reportKey: is used where there is a key",
  ],
])("refuses %s, naming the field", (_title, rules, problem) => {
  expect(() => parsed(rules)).toThrow(`organizationRules.${problem}`);
});

test("takes over table and bucket alone where the organization brings the key", () => {
  expect(parsed({ key: home }, { adopt })).toMatchObject({ adopt });
  expect(() => parsed({ key: home }, { adopt: { ...adopt, key: id } })).toThrow("adopt.key: is not taken over");
  expect(() => parsed({}, { adopt })).toThrow("adopt.key: is missing");
});

test.each([
  ["tocsin", 32],
  ["acme-tocsin", 27],
  ["a", 32],
  ["a".repeat(32), 6],
])("beside the prefix %s a stage has at most %d characters", (prefix, most) => {
  expect(checkedStage("s".repeat(most), prefix)).toHaveLength(most);
  expect(() => checkedStage("s".repeat(most + 1), prefix)).toThrow(`expected at most ${most} lower-case letters`);
});
