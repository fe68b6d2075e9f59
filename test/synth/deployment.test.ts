/** What `sst deploy` would make, from the genuine configuration and SST's own components. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deadLettersOf, nouns, SYNC_BACK, siemKinds } from "@tocsin/aws/names";
import { syncedServices } from "@tocsin/core/alert/synced";
import { callbackKinds, pollKinds, pollOf } from "@tocsin/core/policy/channels/callbacks";
import { channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import { itemFormats, messageFormats, VERSION } from "@tocsin/core/release";
import { ingested } from "@tocsin/sources/registry";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../../packages/cli/upgrade/replacing.ts";
import { type Adoption, describeAdoption } from "./adoption.ts";
import { arnsAreOfThePartition, dataIsKept, namesBeginAsTheyShould, physicalNames } from "./checks/operation.ts";
import { type CheckName, checks } from "./checks.ts";
import { conditionsTable } from "./documentation/conditions.ts";
import { kindsOfLinks, kindsOfMails, permissionsTable } from "./documentation/permissions.ts";
import { pages, readPage, withTables } from "./documentation/tables.ts";
import { describeEquality } from "./equality.ts";
import { numberAt, ofType, textAt } from "./graph.ts";
import { describeMembers } from "./members.ts";
import { describeMutations } from "./mutations.ts";
import { type DemandName, demands, describeDemands, documentedRules } from "./organization-rules.ts";
import { synthesizeApart } from "./synthesis/child.ts";
import { exampleConfig, root } from "./synthesis/platform.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";
import { describeVerified } from "./verified.ts";

const names = Object.keys(checks) as CheckName[];
const demandNames = Object.keys(demands) as DemandName[];

/** The longest that a stage's name may be, so that every other name is at its longest, too. */
const longest = "staging".padEnd(32, "-long");

/** What was kept when the stage was removed, and of the table what was restored. */
const adoption: Adoption = {
  table: "tocsin-prod-alerts-restored",
  bucket: "tocsin-prod-reports-111122223333",
  key: "1234abcd-12ab-34cd-56ef-1234567890ab",
};

/** What is synthesized, and as which stage; `ruled` with all that docs/deploy.md shows as demanded, and as long a stage as goes with the prefix. */
const variants = {
  ...{ prod: "prod", adopted: "prod", staging: longest, china: "china" },
  ruled: longest.slice(0, 38 - documentedRules.namePrefix.length),
  /** With links in messages and what takes callbacks, behind function URLs and, with all of that and with polls, behind HTTP APIs; both send mails, of a domain and of an address. */
  ...{ linked: "prod", api: longest.slice(0, 38 - documentedRules.namePrefix.length), polled: "prod" },
} as const;

/** How the names begin. */
const prefixes = {
  ...{ prod: "tocsin-prod", adopted: "tocsin-prod", staging: `tocsin-${longest}`, china: "tocsin-china" },
  ruled: `${documentedRules.namePrefix}-${variants.ruled}`,
  ...{ linked: "tocsin-prod", api: `${documentedRules.namePrefix}-${variants.ruled}`, polled: "tocsin-prod" },
} as const;

let stages: Readonly<Record<keyof typeof variants, Synthesis>>;

/** Of which nothing is deployed in the stage `polled`. */
const sourcesOff = ["inspector-ami", "macie"] as const;

let directory: string;

/** A configuration like the example, but for this. */
async function configWith(name: string, change: object): Promise<string> {
  const file = join(directory, `${name}.json`);
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(exampleConfig, "utf8")), ...change }));
  return file;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tocsin-configs-"));
  const china = await configWith("china", {
    homeRegion: "cn-north-1",
    regions: ["cn-north-1", "cn-northwest-1"],
    // The stack makes a key there, too.
    organizationRules: { reportRegion: "cn-northwest-1" },
  });
  const ruling = await configWith("ruling", { organizationRules: documentedRules });
  const adopting = await configWith("adopting", { adopt: adoption });
  const linking = await configWith("linking", {
    links: { behind: "function-url" },
    callbacks: { behind: "function-url", from: callbackKinds },
    email: { identity: "alerts.example.com" },
    siem: siemKinds,
    syncBack: syncedServices,
  });
  // What is made for these obeys what is demanded, too.
  const throughApi = await configWith("through-api", {
    links: { behind: "http-api" },
    ...{ callbacks: { behind: "http-api", from: ["slack"] }, polls: pollKinds },
    email: { identity: "tocsin@example.com" },
    siem: siemKinds,
    organizationRules: documentedRules,
  });
  const polling = await configWith("polling", { polls: pollKinds, sourcesOff });
  // What is bundled for the first is there for the others.
  const prod = await synthesizeApart(variants.prod);
  const [adopted, staging, chinese, ruled, linked, api, polled] = await Promise.all([
    synthesizeApart(variants.adopted, adopting),
    synthesizeApart(variants.staging, adopting),
    synthesizeApart(variants.china, china),
    synthesizeApart(variants.ruled, ruling),
    synthesizeApart(variants.linked, linking),
    synthesizeApart(variants.api, throughApi),
    synthesizeApart(variants.polled, polling),
  ]);
  stages = { prod, adopted, staging, china: chinese, ruled, linked, api, polled };
  // Twenty seconds on two quiet cores.
}, 600_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

describe.each(["prod", "adopted", "staging", "china", "ruled", "linked", "api", "polled"] as const)(
  "stage %s",
  (stage) => {
    test.each(names)("%s", (name) => {
      expect(checks[name](stages[stage])).toEqual([]);
    });

    test.each(demandNames)("%s", (name) => {
      expect(demands[name](stages[stage])).toEqual([]);
    });

    test("names begin with the prefix and the stage", () => {
      expect(namesBeginAsTheyShould(prefixes[stage])(stages[stage])).toEqual([]);
    });

    test("data is kept as the stage wants it", () => {
      const isProduction = variants[stage] === "prod";
      expect(dataIsKept(isProduction)(stages[stage])).toEqual([]);
      expect(dataIsKept(!isProduction)(stages[stage])).not.toEqual([]);
    });
  },
);

test.each([
  ["the key goes", "Key"],
  ["the table goes", "AlertsTable"],
  ["the bucket goes", "ReportsBucket"],
  ["what keeps the bucket private goes", "ReportsPublicAccessBlock"],
  ["what keeps the bucket's versions goes", "ReportsVersioning"],
  ["a queue, which would stand in the way of the next deployment, stays", "OncallQueueQueue"],
])("it is noticed when with production %s", (_title, name) => {
  const resources = stages.prod.resources.map((one) => (one.name === name ? { ...one, isKept: !one.isKept } : one));
  expect(dataIsKept(true)({ ...stages.prod, resources }).map(({ resource }) => resource)).toEqual([name]);
});

describe("what was kept or restored", () => {
  describeAdoption(() => stages, adoption);
});

describe("what the organization demands", () => {
  describeDemands(
    () => stages.ruled,
    () => stages.china,
  );
});

test("two stages share no name", () => {
  const taken = new Set(physicalNames(stages.prod).map(({ name }) => name));
  expect(physicalNames(stages.staging).filter(({ name }) => taken.has(name))).toEqual([]);
});

test("another partition is named wherever there is an ARN", () => {
  expect(arnsAreOfThePartition("aws-cn")(stages.china)).toEqual([]);
  expect(arnsAreOfThePartition("aws")(stages.china)).not.toEqual([]);
});

test("regions of two partitions are refused before anything is synthesized, naming them", async () => {
  const mixed = await configWith("mixed", { regions: ["eu-central-1", "us-gov-west-1"] });
  await expect(synthesizeApart("mixed", mixed)).rejects.toThrow(
    "mixed.json: regions: are of more than one partition (aws: eu-central-1; aws-us-gov: us-gov-west-1)",
  );
});

test("a function is deployed for every source, and for every other file of functions/", async () => {
  const files = (await readdir(join(root, "functions"))).filter((file) => file.endsWith(".ts"));
  // What the functions of all sources, and of all kinds of channel, are made of.
  const others = files
    .filter((file) => !file.startsWith("ingest") && file !== "deliver.ts")
    .map((file) => file.replace(/\.ts$/, ""));
  const nouns = [...ingested.map(({ name }) => `ingest-${name}`), ...others];
  expect(
    [...new Set([...stages.linked.functions, ...stages.api.functions].map(({ handler }) => handler))].sort(),
  ).toEqual(nouns.map((noun) => `functions/${noun}.handler`).sort());
});

test("nothing is there that strangers can call, unless the configuration asks for it", () => {
  const ofLinks = stages.linked.resources.filter((one) => !stages.prod.resources.some(({ name }) => name === one.name));
  expect(ofLinks.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["AcknowledgeUrl", "CallbackSlackUrl", "LinkKey"]),
  );
  const text = JSON.stringify(stages.prod);
  expect(text).not.toMatch(
    /TOCSIN_LINK|IS_ANSWERED|callback(?!-\w+\/\*)|lambda\/permission|functionUrl|apigatewayv2|GENERATE_VERIFY_MAC/,
  );
});

test("no provider is asked unless the configuration names it", () => {
  const ofPolls = (stage: Synthesis) =>
    stage.resources.map(({ name }) => name).filter((name) => name.startsWith("PollPagerduty"));
  expect(ofPolls(stages.api)).toEqual(
    expect.arrayContaining(["PollPagerdutyFunction", "PollPagerdutySchedule", "PollPagerdutyDlqQueue"]),
  );
  expect([...ofPolls(stages.prod), ...ofPolls(stages.linked)]).toEqual([]);
  const open = stages.api.resources.filter(({ type }) => /permission|functionUrl|apigatewayv2/.test(type));
  expect(JSON.stringify(open)).not.toContain(pollOf("pagerduty"));
});

test("nothing is there of a source that the configuration switches off, and all of the others", () => {
  const resourcesOf = (stage: Synthesis) =>
    stage.resources.map(({ name }) => name).filter((name) => /^Ingest/.test(name));
  const isOff = (name: string) => /^Ingest(?:Macie|InspectorAmi)(?![a-z])/.test(name);
  expect(resourcesOf(stages.prod).filter(isOff).length).toBeGreaterThan(10);
  expect(resourcesOf(stages.polled).toSorted()).toEqual(
    resourcesOf(stages.prod)
      .filter((name) => !isOff(name))
      .toSorted(),
  );
  expect(JSON.stringify(stages.polled)).not.toMatch(/aws\.macie|inspector2\.ami|ingest-macie|ingest-inspector-ami/);
});

test("nothing is there of mails unless the configuration names what they are from", () => {
  expect(JSON.stringify(stages.linked)).toMatch(/ses:SendEmail/);
  expect(JSON.stringify(stages.prod)).not.toMatch(/ses:SendEmail|sesv2\/|TOCSIN_CONFIGURATION_SET/);
});

test("nothing is there for SIEMs unless the configuration asks for it", () => {
  expect(JSON.stringify(stages.linked)).toMatch(/securityhub:BatchImportFindings/);
  expect(JSON.stringify(stages.prod)).not.toMatch(/securityhub:Batch|TOCSIN_OCSF|TOCSIN_PRODUCT|-security-hub/);
  const dead = siemKinds.map((kind) => `tocsin-prod-${deadLettersOf(kind)}`);
  const deployed = stages.linked.resources.map(({ inputs }) => String(Object(inputs).name));
  expect(deployed).toEqual(expect.arrayContaining(dead));
});

test("every function is bundled, minified, within its limit", () => {
  for (const { name, bytes } of [...stages.linked.functions, ...stages.api.functions]) {
    expect(bytes, name).toBeGreaterThan(100 * 1024);
    // The digest has the clients of S3, SNS and SQS, and all renderings; nobody waits for it. With the SDK's chain of credential providers, each would be 130 KB larger.
    // `protection` has the calls of seven services, with what to say of each, and `securityhub` what makes the alerts of as many sources. Who goes by the policy checks what is stored of it.
    // `oncall` has the client of SQS, and the clocks of time zones, `review` that of SNS as well.
    const isLarge = /-(?:oncall|review)$/.test(name);
    // `callback-slack` goes by the policy and draws messages anew; each kind of channel and each condition is in it.
    const isOfMany = /-ingest-(?:protection|securityhub)$|-callback-slack$/.test(name);
    const limitKb = /-digest$/.test(name) ? 740 : isLarge ? 500 : isOfMany ? 440 : /-deliver-/.test(name) ? 400 : 420;
    expect(
      bytes,
      `${name} may have ${limitKb} KB: import less, or, if it needs what it has, raise the limit here and say what that is`,
    ).toBeLessThan(limitKb * 1024);
  }
});

test("no function loads at its start what only a laptop needs", () => {
  // With `node:http` comes all of `fetch`, a sixth of a start: whoever needs it imports it then.
  for (const { name, loads } of [...stages.linked.functions, ...stages.api.functions])
    expect(loads, name).not.toContain("node:http");
});

test("no function contains what only a laptop needs, such as what reads calendars", async () => {
  const [, table = ""] = (await readPage("docs/dependencies.md")).split("## On a laptop\n");
  const libraries = table
    .split("\n### ")[0]
    ?.split("\n")
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name))
    // A client of the SDK may serve a function as well, and is written without its scope beside others.
    .filter((name) => !/^(?:@aws-sdk\/)?client-/.test(name));
  expect(libraries).toEqual(expect.arrayContaining(["ical.js", "rrule-temporal", "yaml", "fauxqs"]));
  const functions = Object.values(stages).flatMap((stage) => stage.functions);
  expect(new Set(functions.flatMap(({ packages }) => packages))).toContain("valibot");
  for (const { name, packages } of functions)
    expect(
      packages.filter((one) => libraries?.includes(one)),
      name,
    ).toEqual([]);
});

test.each(pages)("%s has the tables that follow from the registry and from what is deployed", async (page) => {
  const text = await readPage(page);
  expect(text, `${page} is out of date: run \`npm run docs\``).toBe(withTables(page, text, stages.prod));
});

test("functions run as often at once as docs/deploy.md says", async () => {
  const most = new Map(
    ofType(stages.linked, "lambda/eventSourceMapping:EventSourceMapping").map((mapping) => [
      textAt(mapping, "functionName"),
      numberAt(mapping, "scalingConfig.maximumConcurrency") ?? 0,
    ]),
  );
  const of = (noun: string) => most.get(`${prefixes.linked}-${noun}`);
  const [source, channel, siem] = [
    new Set(ingested.map(({ name }) => of(nouns.ingest(name)))),
    new Set([of("oncall"), ...channelKinds.map((kind) => of(nouns.deliver(kind)))]),
    new Set([...siemKinds, SYNC_BACK].map(of)),
  ];
  const text = await readPage("docs/deploy.md");
  expect(text).toContain(
    `up to ${[...source]} copies of each source's function run, up to ${[...channel]} for each type of channel and for \`oncall\`, and up to ${[...siem]} for each of [\`siem\`](siem.md) and \`syncBack\``,
  );
  const sum = [...most.values()].reduce((all, one) => all + one, 0);
  const rounded = Math.round(sum / 100) * 100;
  expect(
    [/some (\d+) in all/, /ask for (\d+) or more/].map((figure) => Number(figure.exec(text)?.[1])),
    `the sum of what all functions may do at once, rounded: write ${rounded} into docs/deploy.md, at *Concurrency*, twice`,
  ).toEqual([rounded, rounded]);
});

test("the permissions that links and mails need are of all that they are made of", () => {
  const kindsIn = (...all: readonly Synthesis[]) =>
    new Set(all.flatMap(({ resources }) => resources.map(({ type }) => type.replace(/^aws:/, ""))));
  const asked = kindsIn(stages.linked, stages.api).difference(kindsIn(stages.prod));
  expect([...asked].sort()).toEqual([...kindsOfLinks, ...kindsOfMails].sort());
});

test("an upgrade knows of each kind of resource what cannot be changed", () => {
  const deployed = Object.values(stages).flatMap(({ resources }) => resources.map(({ type }) => type));
  const made = deployed.filter((type) => !type.startsWith("random:")).map((type) => type.replace(/^aws:/, ""));
  expect(new Set(made)).toEqual(new Set(Object.keys(kinds)));
});

test("a deployment says in its state which version it is, and in which formats it writes", () => {
  expect(stages.prod.release).toEqual({ version: VERSION, itemFormats, messageFormats });
});

test("a kind of resource whose permissions nobody has listed is named", () => {
  const unknown = {
    type: "aws:glue/job:Job",
    name: "Job",
    place: "aws:glue/job:Job::Job",
    inputs: {},
    outputs: {},
    isKept: false,
  };
  const more = { ...stages.prod, resources: [...stages.prod.resources, unknown] };
  expect(() => permissionsTable(more)).toThrow("does not go with glue/job:Job");
});

test.each([
  [
    "asks for what no answer knows",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "queue | events | SendMessage | `aws:SourceOrgID`",
  ],
  ["lets in a service that no answer knows", "events.amazonaws.com", "s3.amazonaws.com", "queue | s3 | SendMessage"],
  [
    "lets a service do what no answer knows",
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "queue | events | ReceiveMessage",
  ],
])("a policy that %s is named", (_title, from, to, admission) => {
  const policy = JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ],
  }).replace(from, to);
  const more = {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    name: "More",
    place: "aws:sqs/queuePolicy:QueuePolicy::More",
    inputs: { policy },
    outputs: {},
    isKept: false,
  };
  const changed = { ...stages.prod, resources: [...stages.prod.resources, more] };
  expect(() => conditionsTable(changed)).toThrow(`does not go with ${admission}`);
});

test("an answer about a condition that no policy has any more is named", () => {
  const fewer = stages.prod.resources.filter(({ type }) => type !== "aws:cloudwatch/eventBusPolicy:EventBusPolicy");
  expect(() => conditionsTable({ ...stages.prod, resources: fewer })).toThrow("bus | everybody | PutEvents");
});

describe("what is deployed is what runs on a laptop", () => {
  describeEquality(() => stages.prod, "tocsin-prod-");
});

describe("tocsin verify", () => {
  describeVerified(() => stages.prod, "prod");

  describe("of a stage with links in messages, and what takes callbacks", () => {
    describeVerified(() => stages.linked, "prod", {
      links: { behind: "function-url" },
      callbacks: { behind: "function-url", from: callbackKinds },
      siem: siemKinds,
      syncBack: syncedServices,
    });
  });

  describe("of a stage that asks a provider", () => {
    describeVerified(() => stages.polled, "prod", { polls: pollKinds, sourcesOff });
  });
});

describe("the organization's accounts", () => {
  describeMembers(() => stages.prod);
});

describe("a deployment is refused when", () => {
  describeMutations({ url: () => stages.linked, api: () => stages.api });
});
