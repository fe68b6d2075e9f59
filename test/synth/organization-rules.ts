/** What an organization demands, `organizationRules` of the configuration, holds of every resource, whichever component makes it. */
import { readFileSync } from "node:fs";
import { rulesOf } from "@tocsin/infra/config";
import { type OrganizationRules, ownTagKeys } from "@tocsin/infra/organization-rules";
import * as v from "valibot";
import { expect, test } from "vitest";
import {
  arnOf,
  at,
  type Check,
  type Flaw,
  flaws,
  keyOf,
  namesOf,
  numberAt,
  ofType,
  reportKeyOf,
  signingKeys,
  textAt,
} from "./graph.ts";
import { type Resource, securityAccount } from "./synthesis/mock-cloud.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

type Demanded = { readonly [K in keyof OrganizationRules]-?: NonNullable<OrganizationRules[K]> };

/** The example of docs/deploy.md, which has all of them. */
export const documentedRules: Demanded = JSON.parse(
  /^```json\n(\{\n {2}"organizationRules".*?\n\})\n```$/ms.exec(
    readFileSync(new URL("../../docs/deploy.md", import.meta.url), "utf8"),
  )?.[1] ?? "",
).organizationRules;

const rolesAreBounded: Check = (synthesis) => {
  const { permissionsBoundary: wanted, rolePath } = rulesOf(synthesis.config);
  const [, partition] = keyOf(synthesis).split(":");
  const boundaryIn = (account: string) => wanted && `arn:${partition}:iam::${account}:policy/${wanted}`;
  return [
    ...flaws(ofType(synthesis, "iam/role:Role"), (role) => {
      if (at(role, "permissionsBoundary") !== boundaryIn(securityAccount)) return "has another boundary";
      return at(role, "path") === rolePath ? undefined : "is at another path";
    }),
    ...membersFlaws(synthesis, "AWS::IAM::Role", ({ PermissionsBoundary: boundary, Path: path }) => {
      const found = v.is(substitution, boundary) ? boundary["Fn::Sub"] : boundary;
      const expected = wanted && `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/${wanted}`;
      if (found !== expected) return "has another boundary";
      return path === rolePath ? undefined : "is at another path";
    }),
  ];
};

const substitution = v.strictObject({ "Fn::Sub": v.string() });

/** Objects have at most so many. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const TAGS_OF_AN_OBJECT = 10;
/** `sst:app` and `sst:stage`, which SST adds to the provider's. */
const SST_TAGS = 2;

/** The provider tags what it makes and can tag; so nothing may have a provider of its own, or say otherwise of itself. */
const everythingIsTagged: Check = (synthesis) => {
  const { tags = {} } = rulesOf(synthesis.config);
  const wanted = Object.entries(tags);
  const missing = wanted.filter(([key, value]) => synthesis.defaultTags[key] !== value).map(([key]) => key);
  const count = Object.keys(synthesis.defaultTags).length + SST_TAGS;
  return [
    ...[...missing, ...ownTagKeys.filter((key) => synthesis.defaultTags[key] === undefined)].map((key) => ({
      resource: "provider",
      problem: `does not tag with ${key}`,
    })),
    ...(count > TAGS_OF_AN_OBJECT ? [{ resource: "provider", problem: `tags objects with ${count} tags` }] : []),
    ...flaws(synthesis.resources, (resource) => {
      if (resource.type.startsWith("pulumi:providers:")) return "is a provider without these tags";
      const own = Object(at(resource, "tags"));
      const other = wanted.filter(([key, value]) => key in own && own[key] !== value);
      return other.length === 0 ? undefined : `has another ${other.map(([key]) => key).join(", ")}`;
    }),
    ...membersFlaws(synthesis, /^AWS::(?!SQS::QueuePolicy)/, ({ Tags: own }) => {
      const found = v.is(tagList, own) ? own : [];
      const lacking = wanted.filter(([key, value]) => !found.some(({ Key, Value }) => Key === key && Value === value));
      return lacking.length === 0 ? undefined : `is not tagged with ${lacking.map(([key]) => key).join(", ")}`;
    }),
  ];
};

const tagList = v.array(v.strictObject({ Key: v.string(), Value: v.string() }));

const logsAreKeptAsDemanded: Check = (synthesis) => {
  const { logRetentionDays: days } = rulesOf(synthesis.config);
  return flaws(ofType(synthesis, "cloudwatch/logGroup:LogGroup"), (group) =>
    days === undefined || numberAt(group, "retentionInDays") === days ? undefined : "is kept for another time",
  );
};

/** By whichever field or policy a resource names it. */
const noOtherKeyIsUsed: Check = (synthesis) => {
  const { key, reportRegion = synthesis.config.homeRegion } = rulesOf(synthesis.config);
  // Links are signed with a key that encrypts nothing, which none that is brought can be.
  const known = [keyOf(synthesis), reportKeyOf(synthesis), ...signingKeys(synthesis).map(arnOf)];
  const signing = signingKeys(synthesis).map(({ name }) => name);
  const reports = "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  return [
    ...(key === undefined
      ? []
      : flaws(ofType(synthesis, "kms/key:Key", "kms/alias:Alias"), (made) =>
          signing.includes(textAt(made, "targetKeyId") || made.name) ? undefined : "is made all the same",
        )),
    ...flaws(synthesis.resources, (resource) => {
      const others = [...JSON.stringify(resource.inputs).matchAll(/\barn:[\w-]+:kms:[^"\\]*/g)].filter(
        ([arn]) => !known.includes(arn),
      );
      return others.length === 0 ? undefined : `names ${others.join(", ")}`;
    }),
    ...flaws(ofType(synthesis, ...bucketKinds, reports), (resource) =>
      (textAt(resource, "region") || synthesis.config.homeRegion) === reportRegion ? undefined : "is in another region",
    ),
  ];
};

const bucketKinds = [
  "s3/bucket:Bucket",
  "s3/bucketPolicy:BucketPolicy",
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "s3/bucketVersioning:BucketVersioning",
];

const membersNamesBeginAsTheyShould: Check = (synthesis) =>
  membersFlaws(synthesis, /^AWS::(?!SQS::QueuePolicy)/, (properties) => {
    const name = [properties.Name, properties.RoleName, properties.QueueName, properties.AlarmName].find(Boolean);
    const text = v.is(substitution, name) ? name["Fn::Sub"] : String(name);
    return text.startsWith(`${namesOf(synthesis).prefix}-`) ? undefined : `is named ${text}`;
  });

export const demands = {
  "every role has the boundary and the path": rolesAreBounded,
  "everything that can be tagged has the tags": everythingIsTagged,
  "every log is kept as long as demanded": logsAreKeptAsDemanded,
  "no key is used but the one that is demanded, and reports are in their region": noOtherKeyIsUsed,
  "what members are given is named as demanded": membersNamesBeginAsTheyShould,
} satisfies Readonly<Record<string, Check>>;

export type DemandName = keyof typeof demands;

type Change = (synthesis: Synthesis) => Synthesis;

/** The one resource of that name, with these inputs in place of its own. */
const changed =
  (name: string, inputs: Readonly<Record<string, unknown>>): Change =>
  (synthesis) => {
    if (!synthesis.resources.some((one) => one.name === name)) throw new Error(`nothing is named ${name}`);
    const resources = synthesis.resources.map((one) =>
      one.name === name ? { ...one, inputs: { ...one.inputs, ...inputs } } : one,
    );
    return { ...synthesis, resources };
  };

/** The members' template without the first of these. */
const withoutInTemplate =
  (text: RegExp): Change =>
  (synthesis) => {
    const [stackSet] = ofType(synthesis, "cloudformation/stackSet:StackSet");
    const template = stackSet ? textAt(stackSet, "templateBody") : "";
    const less = template.replace(text, "");
    if (less === template) throw new Error(`no template has ${text}`);
    return changed("Members", { templateBody: less })(synthesis);
  };

const added =
  (type: string): Change =>
  (synthesis) => ({
    ...synthesis,
    resources: [
      ...synthesis.resources,
      { type, name: "More", place: `${type}::More`, inputs: {}, outputs: {}, isKept: false },
    ],
  });

/** The graph that obeys all of them, and one where the stack makes a key in each of two regions, are had once the tests run. */
export function describeDemands(ruled: () => Synthesis, twoKeys: () => Synthesis): void {
  test("the example of the documentation makes each of them", () => {
    expect(ruled().config.organizationRules).toEqual(documentedRules);
    const fields = ["key", "logRetentionDays", "namePrefix", "permissionsBoundary", "reportKey", "reportRegion"];
    expect(Object.keys(documentedRules).sort()).toEqual([...fields, "rolePath", "tags"]);
  });

  test("the stack makes a key for reports that are kept in another region, and its own stays", () => {
    expect(new Set([keyOf(twoKeys()), reportKeyOf(twoKeys())].map((arn) => arn.split(":")[3]))).toEqual(
      new Set(["cn-north-1", "cn-northwest-1"]),
    );
  });

  test.each<[string, DemandName, Change, string]>([
    [
      "a role that a component makes has no boundary",
      "every role has the boundary and the path",
      changed("OncallRole", { permissionsBoundary: undefined }),
      "OncallRole",
    ],
    [
      "a role of ours is at the root",
      "every role has the boundary and the path",
      changed("DigestSchedulerRole", { path: "/" }),
      "DigestSchedulerRole",
    ],
    [
      "a member's role has no boundary",
      "every role has the boundary and the path",
      withoutInTemplate(/"PermissionsBoundary":\{"Fn::Sub":"[^"]*"\},/),
      "Members/ForwardRole",
    ],
    [
      "a member's role is at the root",
      "every role has the boundary and the path",
      withoutInTemplate(/"Path":"[^"]*",/),
      "Members/ForwardRole",
    ],
    [
      "the provider does not tag",
      "everything that can be tagged has the tags",
      (synthesis) => ({ ...synthesis, defaultTags: { app: "tocsin", stage: "x" } }),
      "provider",
    ],
    [
      "the provider tags an object too often",
      "everything that can be tagged has the tags",
      (synthesis) => ({ ...synthesis, defaultTags: { ...synthesis.defaultTags, a: "", b: "", c: "", d: "", e: "" } }),
      "provider",
    ],
    [
      "a resource says otherwise",
      "everything that can be tagged has the tags",
      changed("OncallQueueQueue", { tags: { owner: "nobody" } }),
      "OncallQueueQueue",
    ],
    [
      "a resource is another provider's",
      "everything that can be tagged has the tags",
      added("pulumi:providers:aws"),
      "More",
    ],
    [
      "a member's role is not tagged",
      "everything that can be tagged has the tags",
      withoutInTemplate(/"Tags":\[[^\]]*\],?/),
      "Members/ForwardRole",
    ],
    [
      "a log is kept for another time",
      "every log is kept as long as demanded",
      changed("HeartbeatsLog", { retentionInDays: 14 }),
      "HeartbeatsLog",
    ],
    [
      "a key is made",
      "no key is used but the one that is demanded, and reports are in their region",
      added("aws:kms/key:Key"),
      "More",
    ],
    [
      "a queue is under another key",
      "no key is used but the one that is demanded, and reports are in their region",
      changed("OncallDlqQueue", { kmsMasterKeyId: "arn:aws:kms:eu-central-1:111122223333:key/other" }),
      "OncallDlqQueue",
    ],
    [
      "the bucket is in the home region",
      "no key is used but the one that is demanded, and reports are in their region",
      changed("ReportsBucket", { region: undefined }),
      "ReportsBucket",
    ],
    [
      "a member's queue is named otherwise",
      "what members are given is named as demanded",
      (synthesis) => withoutInTemplate(new RegExp(`(?<="QueueName":")${namesOf(synthesis).prefix}-`))(synthesis),
      "Members/DeadLetters",
    ],
  ])("is noticed when %s", (_title, demand, change, name) => {
    expect(demands[demand](change(ruled())).map(({ resource }) => resource)).toContain(name);
  });
}

const templateSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.looseObject({}) })) }),
);

type Properties = Readonly<Record<string, unknown>>;

function membersFlaws(
  synthesis: Synthesis,
  type: string | RegExp,
  problemOf: (properties: Properties) => string | undefined,
): readonly Flaw[] {
  return ofType(synthesis, "cloudformation/stackSet:StackSet").flatMap((stackSet: Resource) =>
    Object.entries(v.parse(templateSchema, stackSet.inputs.templateBody).Resources)
      .filter(([, { Type }]) => (typeof type === "string" ? Type === type : type.test(Type)))
      .flatMap(([id, { Properties }]) => {
        const problem = problemOf(Properties);
        return problem === undefined ? [] : [{ resource: `${stackSet.name}/${id}`, problem }];
      }),
  );
}
