/**
 * The settings that differ between organizations: one file, which is checked completely before a resource is made. It contains no secret,
 * so it belongs into the deployer's repository.
 */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { NAME_PREFIX, siemKinds } from "@tocsin/aws/names";
import { syncedServices } from "@tocsin/core/alert/synced";
import { parseArn, partitionOf } from "@tocsin/core/event/arn";
import { accountField } from "@tocsin/core/event/event";
import { callbackKinds, pollKinds } from "@tocsin/core/policy/channels/callbacks";
import { parse, refusalText } from "@tocsin/core/text/parse";
import { administeredServices } from "@tocsin/sources/administrators";
import { ingested, sources } from "@tocsin/sources/registry";
import type { Source } from "@tocsin/sources/source";
import * as v from "valibot";
import { regionField } from "./fields.ts";
import { type OrganizationRules, organizationRulesSchema } from "./organization-rules.ts";

/** Beside `sst.config.ts`, in the directory in which `sst` runs; the synthesis reads the example instead. */
export const CONFIG_FILE = "tocsin.config.json";

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const organizationIdField = v.pipe(v.string(), v.regex(/^o-[a-z0-9]{10,32}$/, "expected an id such as o-a1b2c3d4e5"));
/** A root or an organizational unit. https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html */
const unitField = v.pipe(
  v.string(),
  v.regex(/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/, "expected an id such as ou-ab12-c3d4e5f6 or r-ab12"),
);
const addressField = v.pipe(v.string(), v.email("expected a mail address"));
/** A domain or an address, without characters that an IAM policy would read as wildcards. */
const mailIdentityField = v.pipe(
  v.string(),
  v.regex(
    /^(?:[\w.+-]{1,64}@)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "expected a domain or a mail address in lower case, verified in SES, such as alerts.example.com",
  ),
);

/** By service, such as `guardduty` or `securityhub`. */
const administratorsField = v.strictObject(
  v.entriesFromList(administeredServices, v.optional(v.pipe(v.array(accountField), v.readonly()))),
);

const linkFronts = ["function-url", "http-api"] as const;
export type LinkFront = (typeof linkFronts)[number];

const configSchema = v.strictObject({
  organizationId: organizationIdField,
  /** The scope of the weekly report, in its readers' words. */
  scope: v.pipe(v.string(), v.trim(), v.nonEmpty("is empty"), v.maxLength(100, "is longer than 100 characters")),
  /** Where the stack is deployed, and where every event is forwarded. */
  homeRegion: regionField,
  /** Where members forward from; the home region is among them. */
  regions: v.pipe(
    distinct(regionField),
    v.check(
      (regions) => partitionsOf(regions).size <= 1,
      ({ input }) => `are of more than one partition (${partitionsText(input)}), which no stack and no StackSet spans`,
    ),
  ),
  /** Whose accounts forward, those that join later included. */
  organizationalUnits: distinct(unitField),
  /** Accounts that administer a service for the organization beside the security account, and so speak for its members. */
  administrators: v.optional(administratorsField),
  /** If messages have links for acknowledging: the front that accepts their requests, which come from anywhere. */
  links: v.optional(v.strictObject({ behind: v.picklist(linkFronts) })),
  /** If there are channels of the type `email`: the identity in Amazon SES from which they may send. */
  email: v.optional(v.strictObject({ identity: mailIdentityField })),
  /**
   * The providers whose callbacks are accepted, such as pressed buttons, and the front that accepts the requests, which come from anywhere.
   */
  callbacks: v.optional(v.strictObject({ behind: v.picklist(linkFronts), from: distinct(v.picklist(callbackKinds)) })),
  /** Where alerts are written for SIEMs: a topic in OCSF, the account's own Security Hub, or both. */
  siem: v.optional(distinct(v.picklist(siemKinds))),
  /** Services in which a finding is archived, or resolved, when a person resolves its alert. */
  syncBack: v.optional(distinct(v.picklist(syncedServices))),
  /** The providers that are asked each minute what people did there, if nothing may be open to the internet. */
  polls: v.optional(distinct(v.picklist(pollKinds))),
  /** Sources that are switched off: members forward none of their events, and nothing is deployed for them. */
  sourcesOff: v.optional(
    v.pipe(
      distinct(
        v.pipe(
          v.string(),
          v.check((name) => !isOwn(name), "is Tocsin's own: it cannot be switched off"),
          v.picklist(sources.map(({ name }) => name)),
        ),
      ),
      v.check((off) => off.length < sources.length, "leaves no source"),
    ),
  ),
  /** The address that alarms about Tocsin itself are mailed to. */
  alarmAddresses: distinct(addressField),
  /** Resources that stage `prod` takes over instead of creating them: those kept at its removal, or a restored table. */
  adopt: v.optional(
    v.strictObject({
      table: v.pipe(v.string(), v.regex(/^[\w.-]{3,255}$/, "expected a table's name, such as tocsin-prod-alerts")),
      bucket: v.pipe(
        v.string(),
        v.regex(
          /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
          "expected a bucket's name, such as tocsin-prod-reports-111122223333",
        ),
      ),
      /** Left out if the stack has made none, and uses the key of `organizationRules`. */
      key: v.optional(
        v.pipe(
          v.string(),
          v.regex(
            /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
            "expected a key's id, such as 1234abcd-12ab-34cd-56ef-1234567890ab, and neither its ARN nor its alias",
          ),
        ),
      ),
    }),
  ),
  /** The organization's demands on all that is deployed into its accounts. */
  organizationRules: v.optional(organizationRulesSchema),
});

export type Config = Readonly<v.InferOutput<typeof checkedSchema>>;

const checkedSchema = v.pipe(
  configSchema,
  v.forward(
    v.check(({ homeRegion, regions }) => regions.includes(homeRegion), "does not include the home region"),
    ["regions"],
  ),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const [wrong] = contradictions(dataset.value);
    if (wrong === undefined) return;
    const [path, message] = wrong;
    addIssue({ message, path: pathIn(dataset.value, path) });
  }),
);

/** Fields that are valid each, but not together: the path of one, and what is wrong with it. */
function contradictions({
  homeRegion,
  adopt,
  callbacks,
  polls = [],
  organizationRules: { key, reportKey, reportRegion = homeRegion } = {},
}: v.InferOutput<typeof configSchema>): readonly (readonly [path: readonly [string, string], problem: string])[] {
  const twice = polls.find((kind) => callbacks?.from.includes(kind));
  const found: (readonly [readonly [string, string], string] | false)[] = [
    twice !== undefined && [
      ["callbacks", "from"],
      `names ${twice}, which polls asks as well: it would tell everything twice. Take it out of one of them`,
    ],
    key !== undefined &&
      regionOf(key) !== homeRegion && [
        ["organizationRules", "key"],
        `is a key of ${regionOf(key)}, and the home region is ${homeRegion}`,
      ],
    partitionOf(reportRegion) !== partitionOf(homeRegion) && [
      ["organizationRules", "reportRegion"],
      "is of another partition than the home region",
    ],
    reportKey !== undefined &&
      (key === undefined || reportRegion === homeRegion) && [
        ["organizationRules", "reportKey"],
        "is used where there is a key, and a reportRegion that is not the home region",
      ],
    key !== undefined &&
      reportRegion !== homeRegion &&
      reportKey === undefined && [
        ["organizationRules", "reportKey"],
        `is missing: S3 encrypts with keys of the bucket's region alone, which is ${reportRegion}`,
      ],
    reportKey !== undefined &&
      regionOf(reportKey) !== reportRegion && [
        ["organizationRules", "reportKey"],
        `is a key of ${regionOf(reportKey)}, and the report region is ${reportRegion}`,
      ],
    adopt !== undefined && key === undefined && adopt.key === undefined && [["adopt", "key"], "is missing"],
    adopt !== undefined &&
      key !== undefined &&
      adopt.key !== undefined && [
        ["adopt", "key"],
        "is not taken over where organizationRules.key names the key: leave it out",
      ],
  ];
  return found.filter((one) => one !== false);
}

const regionOf = (arn: string): string => parseArn(arn)?.region ?? "";

/** The path as valibot has it in issues. */
function pathIn(input: object, [section, field]: readonly [string, string]): [v.IssuePathItem, v.IssuePathItem] {
  const value: unknown = Reflect.get(input, section);
  const item = { type: "object", origin: "value" } as const;
  const inner = Object(value);
  return [
    { ...item, input: { ...input }, key: section, value },
    { ...item, input: inner, key: field, value: Reflect.get(inner, field) },
  ];
}

/** An organization lies in one partition: accounts and events of another are out of its reach. */
const partitionsOf = (regions: readonly string[]) => Map.groupBy(regions, partitionOf);

const partitionsText = (regions: readonly string[]): string =>
  [...partitionsOf(regions)].map(([partition, own]) => `${partition}: ${own.join(", ")}`).join("; ");

/** @throws Error naming the field that is wrong. */
export function parseConfig(value: unknown): Config {
  const parsed = parse(checkedSchema, value);
  if (!parsed.ok) throw new Error(refusalText(parsed.refusal));
  return parsed.value;
}

/** Why a value is invalid for one field; nothing if it is valid. */
export function problemWith(field: keyof Config, value: unknown): string | undefined {
  const parsed = parse(configSchema.entries[field], value);
  return parsed.ok ? undefined : refusalText(parsed.refusal);
}

/** The configuration of this deployment. @throws Error naming the file, and the field that is wrong. */
export function readConfig(file = process.env.TOCSIN_CONFIG ?? CONFIG_FILE): Config {
  try {
    const bytes = readFileSync(file);
    // Decoding would replace bytes that are not UTF-8 by another character.
    if (!isUtf8(bytes)) throw new Error("is not UTF-8: save the file as UTF-8");
    return parseConfig(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The sources that are deployed. */
export function sourcesIn({ sourcesOff = [] }: Pick<Config, "sourcesOff">): readonly Source[] {
  return sources.filter(({ name }) => !sourcesOff.includes(name));
}

/** The organization's rules; most organizations have none. */
export const rulesOf = ({ organizationRules = {} }: Pick<Config, "organizationRules">): OrganizationRules =>
  organizationRules;

/** With more, some name would be longer than AWS allows; the members' roles and rules have the longest names. */
const LONGEST_TOGETHER = 38;

/**
 * The stage, which is no field: one configuration serves several. With a longer stage some name would be longer than AWS allows, and with
 * capitals it would be invalid for a bucket. @throws Error saying what is expected.
 */
export function checkedStage(stage: string, namePrefix = NAME_PREFIX): string {
  const most = Math.min(32, LONGEST_TOGETHER - namePrefix.length);
  if (/^[a-z][a-z0-9-]*$/.test(stage) && stage.length <= most) return stage;
  const beside = namePrefix === NAME_PREFIX ? "" : ` beside the name prefix ${namePrefix}`;
  throw new Error(
    `stage ${stage}: expected at most ${most} lower-case letters, digits and hyphens, a letter first${beside}`,
  );
}

/** Sources that are only heard in Tocsin's own account: drills, and bounced mails. */
function isOwn(name: string): boolean {
  return ingested.some((one) => one.name === name) && !sources.some((one) => one.name === name);
}

function distinct<S extends v.GenericSchema<string, string>>(field: S) {
  return v.pipe(
    v.array(field),
    v.minLength(1, "is empty"),
    v.check((values) => new Set(values).size === values.length, "names something twice"),
    v.readonly(),
  );
}
