/** Judges what a source made of poison, by rules that do not come from the source. */

import type { Observation, Statement } from "@tocsin/core/alert/observation";
import { severities } from "@tocsin/core/alert/severity";
import { parseInstant } from "@tocsin/core/event/instant";
import { type Refusal, refusalText } from "@tocsin/core/text/parse";
import type { Reading } from "@tocsin/sources/source";
import type { Case } from "./cases.ts";
import { claimsAbout, type Facet, mayChange, readBy } from "./claims.ts";
import { readOtherwise } from "./dates.ts";
import type { Edit } from "./edit.ts";
import { fieldAt, leavesOf, type Path, textOf, touches } from "./path.ts";

/** The faults, a sentence each. `value` is the message's body as JSON, or missing if it is none. */
export function faultsOf(made: Case, value: unknown, reading: Reading): readonly string[] {
  if (reading.outcome === "refused")
    return [...faultsOfRefusal(reading.refusal, made, value), ...faultsOfChange(made, reading)];
  if (reading.outcome === "ignored") return faultsOfChange(made, reading);
  return [
    ...reading.observations.flatMap((observation) => faultsOfObservation(observation, value)),
    ...faultsOfChange(made, reading),
    ...faultsOfRating(value, reading.observations),
  ];
}

/** The field that the path names must be present or missing, as the problem says. The problem must repeat no value. */
function faultsOfRefusal({ path, problem }: Refusal, { edits, damage, seed }: Case, value: unknown): readonly string[] {
  const faults: string[] = [];
  const reason = refusalText({ path, problem });
  const isMissing = problem === "is missing" || problem === "names no secret";
  // A path shows keys that are long, empty or unprintable in a shortened form, which cannot be followed.
  if (path !== "" && !path.includes("__proto__") && !/^[.[]|\.[.\s]|""|…$/.test(path)) {
    const found = fieldAt(value, path);
    if (problem === "is missing" && found !== undefined)
      faults.push(`the reason says of a field that is there: ${reason}`);
    if (!isMissing && found === undefined) faults.push(`the reason names a field that is not there: ${reason}`);
  }
  const repeated = leavesOf(value).find(
    (leaf) => typeof leaf === "string" && leaf.length > 9 && problem.includes(leaf),
  );
  if (repeated !== undefined && !isOurs(String(repeated))) faults.push(`the reason repeats a value: ${reason}`);
  const [only, ...others] = edits;
  if (
    only === undefined ||
    others.length > 0 ||
    path.includes("__proto__") ||
    damage !== "none" ||
    seed.reading.outcome === "refused"
  )
    return faults;
  const edited = placeOf(only);
  if (!touches(edited, path) && !reason.includes(textOf(edited)))
    faults.push(`the reason does not name ${textOf(edited)}, which alone was changed: ${reason}`);
  return faults;
}

/** A refusal lists the words of a schema and names services, and an event may hold the same words. */
function isOurs(text: string): boolean {
  return /^[A-Z][A-Za-z_]+(?: [A-Z][A-Za-z]+)*$/.test(text);
}

/** The place that an edit changes: for a new member, the member's own. */
function placeOf(edit: Edit): Path {
  if (edit.kind !== "member") return edit.path;
  const key: unknown = JSON.parse(edit.raw.slice(0, edit.raw.indexOf('":') + 1));
  return [...edit.path, String(key)];
}

/** A single edit may change only what the claims name for its field. An edit of a field that the source does not read must change nothing. */
function faultsOfChange({ seed, edits, damage }: Case, reading: Reading): readonly string[] {
  const [edit, ...others] = edits;
  if (edit === undefined || others.length > 0 || !isHarmless(damage)) return [];
  const claims = claimsAbout(seed.event);
  const path = placeOf(edit);
  const isHostile = edit.kind === "member" && /__proto__|\\u00/.test(edit.raw);
  // Of two members with one key JSON.parse takes the last. An empty key has no path of its own, and no event has one.
  const isOverruled =
    edit.kind === "member" && edit.first && path.at(-1) !== "" && fieldAt(seed.event, textOf(path)) !== undefined;
  const isRead = edit.kind !== "reorder" && !isOverruled && readBy(claims).some((field) => touches(path, field));
  const isTooLarge = reading.outcome === "refused" && reading.refusal.problem.startsWith("is larger than");
  if (isHostile || isTooLarge || isOfEnvelope(path, reading)) return [];
  const where = `${edit.kind} at ${textOf(path)}`;
  if (!isRead)
    return same(reading, seed.reading, path)
      ? []
      : [
          `${where} changed ${changedIn(reading, seed.reading)}, but the claims on this type of event in lab/poison/claims.ts do not name it: if it may, add ${claimNameOf(path)} to the facet that it may change, or to \`wording\` if it changes none of them`,
        ];
  if (reading.outcome === "refused" || seed.reading.outcome === "refused") return [];
  // The event may not speak about a resource that then belongs to another account.
  if (isNotItsToSay(reading) && mayChange(claims, "identity", path)) return [];
  // Whether an event is observed at all is part of its standing. If that differs, there is nothing else to compare.
  const facets: readonly Facet[] =
    reading.outcome === seed.reading.outcome
      ? ["identity", "standing", "at", "deadline", "since", "count"]
      : ["standing"];
  return facets
    .filter((facet) => !mayChange(claims, facet, path) && facetOf(reading, facet) !== facetOf(seed.reading, facet))
    .map(
      (facet) =>
        `${where} changed ${facet} from ${facetOf(seed.reading, facet)} to ${facetOf(reading, facet)}: if it may, name it at \`${facet}\` of this type of event in lab/poison/claims.ts`,
    );
}

function isNotItsToSay(reading: Reading): boolean {
  return reading.outcome === "ignored" && reading.reason === "not-its-to-say";
}

function isHarmless(damage: string): boolean {
  return damage === "none" || damage === "with space around" || damage === "padded to the limit";
}

/** Whether every event has the field of the path. Such fields are checked before a source sees the event, and some have a meaning of their own. */
function isOfEnvelope(path: Path, reading: Reading): boolean {
  const [first] = path;
  if (first === "resources" && reading.outcome === "refused") return true;
  if (path.length > 1) return false;
  if (first === "account" || first === "region" || first === "time") return reading.outcome === "refused";
  return ["id", "source", "detail-type", "detail", "resources", "replay-name"].includes(String(first));
}

function facetOf(reading: Reading, facet: Facet): string {
  if (reading.outcome !== "observed") return reading.outcome;
  const parts = reading.observations.map((observation) => JSON.stringify(partOf(observation, facet)));
  // An edit may change the number of observations: only their different values count then.
  return facet === "identity" || facet === "standing" ? parts.join() : [...new Set(parts)].join();
}

function partOf({ alertId, identity, statement }: Observation, facet: Facet): unknown {
  switch (facet) {
    case "identity":
      return [alertId, identity, statement.reporter];
    case "standing":
      return standingOf(statement);
    case "at":
      return statement.at;
    case "deadline":
      return statement.state === "active" ? statement.deadline : undefined;
    case "since":
      return statement.since;
    case "count":
      return statement.count;
    case "wording":
      return [statement.title, statement.summary, statement.attributes];
  }
}

/** Every statement also keeps the envelope's time, and nothing else follows from an edit of it. */
function same(a: Reading, b: Reading, path: Path): boolean {
  const isOfTime = textOf(path) === "time";
  const text = (reading: Reading) =>
    JSON.stringify(reading, (name, value: unknown) => (isOfTime && name === "sentAt" ? undefined : value));
  return text(a) === text(b);
}

/** As claims name a field: `detail.resources[].ARN`. */
function claimNameOf(path: Path): string {
  return textOf(path).replaceAll(/\[\d+\]/g, "[]");
}

/** The differences: the outcome, the number of observations, or fields of observations, by name. */
function changedIn(reading: Reading, before: Reading): string {
  if (reading.outcome !== "observed" || before.outcome !== "observed")
    return `the outcome from ${outcomeText(before)} to ${outcomeText(reading)}`;
  if (reading.observations.length !== before.observations.length)
    return `the number of observations from ${before.observations.length} to ${reading.observations.length}`;
  const names = reading.observations.map(({ identity, statement }, nth) => {
    const other = before.observations[nth];
    const then: Readonly<Record<string, unknown>> = { ...other?.identity, ...other?.statement };
    const now: Readonly<Record<string, unknown>> = { ...identity, ...statement };
    return Object.keys({ ...then, ...now }).filter((name) => JSON.stringify(then[name]) !== JSON.stringify(now[name]));
  });
  return [...new Set(names.flat())].join(", ");
}

function outcomeText(reading: Reading): string {
  return reading.outcome === "refused" ? `refused (${refusalText(reading.refusal)})` : reading.outcome;
}

/** Checks the rules for every observation, whatever was done to its event. */
function faultsOfObservation({ alertId, identity, statement }: Observation, value: unknown): readonly string[] {
  const faults: string[] = [];
  if (!/^[0-9a-f]{32}$/.test(alertId)) faults.push(`an alert's id is ${alertId}`);
  if (statement.state === "active" && !severities.includes(statement.severity))
    faults.push(`a severity is ${String(statement.severity)}`);
  for (const text of textsOf(statement)) faults.push(...faultsOfText(text, UNSHOWN));
  for (const [part, text] of Object.entries(identity))
    faults.push(...faultsOfText(text, part === "resource" ? UNPAIRED : UNSHOWN));
  for (const number of [statement.count ?? 0, ...Object.values(statement.attributes).flat()])
    faults.push(...faultsOfNumber(number));
  return [...faults, ...faultsOfIdentity(identity, value), ...faultsOfInstants(statement, value)];
}

function textsOf({ attributes, title, summary, resource, link, remedy, eventId }: Statement): readonly string[] {
  return [...Object.values(attributes).flat(), title, summary, resource, link, remedy, eventId].filter(
    (text) => typeof text === "string",
  );
}

/** Resources are the longest texts. */
const TEXT_LIMIT = 1400;
const UNSHOWN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff\ufffe\uffff]/u;
const ALL_UNSHOWN = new RegExp(`${UNSHOWN.source}+`, "gu");
/** The key of an object in S3 may hold any character of UTF-8, and an alert must be able to name it. */
const UNPAIRED = /\p{Surrogate}/u;

function faultsOfText(text: string, unwanted: RegExp): readonly string[] {
  const about = JSON.stringify(text.slice(0, 60));
  if (text.length > TEXT_LIMIT) return [`a text of ${text.length} characters is kept: ${about}`];
  if (!text.isWellFormed()) return [`a text is not well-formed: ${about}`];
  return unwanted.test(text) ? [`a text holds what cannot be shown: ${about}`] : [];
}

/** A number must be within DynamoDB's range, and below 2^53, up to which JavaScript is exact. */
function faultsOfNumber(number: unknown): readonly string[] {
  if (typeof number !== "number" || number === 0) return [];
  const size = Math.abs(number);
  return size >= 1e-130 && size <= Number.MAX_SAFE_INTEGER ? [] : [`a number cannot be stored: ${number}`];
}

/** The words that our own code writes into ARNs and discriminators. */
const OWN_WORDS = new Set(
  [
    "arn aws aws-cn aws-us-gov aws-iso aws-iso-b aws-iso-e aws-iso-f aws-eusc",
    "acm certificate ssm parameter secretsmanager secret guardduty detector inspector ec2 instance image eks ecs cluster s3",
    "kms key",
    "rds ec2 snapshot cluster-snapshot ebs-snapshots images",
    "cloudwatch alarm",
    "iam root access-analyzer ondemand runtime-protection malware-protection post-scan-tagging",
    "inspector-auto-enable inspector-on-demand",
    "EKS_RUNTIME_MONITORING RUNTIME_MONITORING",
    "S3_DATA_EVENTS EKS_AUDIT_LOGS EBS_MALWARE_PROTECTION RDS_LOGIN_EVENTS LAMBDA_NETWORK_LOGS ec2 ecr lambda lambdaCode codeRepository",
  ].flatMap((words) => words.split(" ")),
);

/** Every part of an identity is in the event, or is a constant of our own code. */
function faultsOfIdentity(identity: Observation["identity"], value: unknown): readonly string[] {
  // In texts for people, unprintable characters are replaced by spaces.
  const said = leavesOf(value).flatMap((leaf) =>
    typeof leaf === "string" ? [leaf, leaf.replace(ALL_UNSHOWN, " ")] : [],
  );
  // RDS keeps names in lower case, however the caller wrote them.
  const isIn = (part: string) => (text: string) => text.includes(part) || text.toLowerCase().includes(part);
  const isOfEvent = (part: string) => part === "" || OWN_WORDS.has(part) || said.some(isIn(part));
  // A text that looks like a secret is replaced by a marker.
  const isSaid = (part: string) => part.split(/\[[a-z -]+\]/).every(isOfEvent);
  const faults: string[] = [];
  // The person who archives a finding does not say which account it belongs to.
  const isUnnamed = identity.account === "" && fieldAt(value, "detail.requestParameters.findingIds") !== undefined;
  const isNamed = /^[0-9]{12}$/.test(identity.account);
  if (!isUnnamed && !(isNamed && said.some((text) => text.split(/[:/]/).includes(identity.account))))
    faults.push(`the account ${identity.account} is not the event's`);
  // The block that an account has for all of its buckets holds in all Regions.
  const isOfAllRegions =
    (identity.condition === "public-access-block" && identity.discriminator === "s3") || isOfIam(identity);
  if (!isOfAllRegions && !said.some((text) => text.split(/[:/]/).includes(identity.region)))
    faults.push(`the region ${identity.region} is not the event's`);
  if (!/^aws(?:-[a-z]+)*$/.test(identity.partition))
    faults.push(`a partition is ${JSON.stringify(identity.partition)}`);
  for (const part of identity.resource.split(/[:/]/))
    if (!isSaid(part))
      faults.push(`the resource's part ${part} is not the event's, nor one of OWN_WORDS in lab/poison/judge.ts`);
  // A hash takes the place of an object's key.
  const discriminator = identity.discriminator.replace(PROTECTION, "").replace(/^inspector-|^ondemand\//, "");
  if (
    !discriminator.split("/").every(isSaid) &&
    !OWN_WORDS.has(identity.discriminator) &&
    !/^[0-9a-f]{16}$/.test(discriminator)
  )
    faults.push(`the discriminator ${discriminator} is not the event's, nor one of OWN_WORDS in lab/poison/judge.ts`);
  return faults;
}

/** IAM resources have no Region, and belong to the home Region of their partition. */
function isOfIam({ condition, resource }: Observation["identity"]): boolean {
  return ["external-access", "coverage-gap"].includes(condition) && resource.split(":")[2] === "iam";
}

/** The service and the part of it that was switched off: the service's name comes first if it has several parts. */
const PROTECTION =
  /^(?:guardduty|inspector|macie|securityhub|access-analyzer|config|cloudtrail|waf|cloudfront|shield|fms|cloudwatch)-(?!auto-enable|on-demand)[a-z0-9-]+(?:\/|$)/;

const HOUR = 3_600_000;

/** Every instant must be in the event. A deadline may also lie a number of days or hours, which is in the event, after one of them. */
function faultsOfInstants(statement: Statement, value: unknown): readonly string[] {
  const leaves = leavesOf(value).flatMap((leaf) => (typeof leaf === "string" ? [leaf, ...leavesWithin(leaf)] : [leaf]));
  const said = new Set(leaves.flatMap(instantsIn));
  const isSaid = (at: string) => said.has(Date.parse(at));
  const faults: string[] = [];
  if (!isSaid(statement.at)) faults.push(`it was said at ${statement.at}, which is not in the event`);
  if (statement.since !== undefined && !isSaid(statement.since))
    faults.push(`it is since ${statement.since}, which is not in the event`);
  const deadline = statement.state === "active" ? statement.deadline : undefined;
  if (deadline === undefined || isSaid(deadline)) return faults;
  // A secret is kept for 30 days unless the call says otherwise.
  const counts = [30, ...leaves.map(Number)].filter((count) => Number.isInteger(count));
  const isCounted = counts.some((count) =>
    [count * HOUR, count * 24 * HOUR].some((left) => said.has(Date.parse(deadline) - left)),
  );
  return isCounted ? faults : [...faults, `the deadline ${deadline} does not follow from the event`];
}

function instantsIn(leaf: unknown): readonly number[] {
  if (typeof leaf !== "string" && typeof leaf !== "number") return [];
  const ours = parseInstant(leaf);
  const other = typeof leaf === "string" && leaf.length <= 64 ? readOtherwise(leaf) : undefined;
  return [...(ours === undefined ? [] : [Date.parse(ours)]), ...(other === undefined ? [] : [other])];
}

/** The leaves of JSON that is written within a text, as policies are. */
function leavesWithin(text: string): readonly unknown[] {
  return /^\s*[[{]/.test(text) ? leavesOf(parsedText(text)) : [];
}

function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The severity that the service's documentation gives for the finding; missing if it gives none. */
function ratedBy(event: unknown): string | undefined {
  const detail = (path: string) => fieldAt(event, `detail.${path}`);
  const severity = detail("severity");
  switch (fieldAt(event, "detail-type")) {
    case "GuardDuty Finding":
      if (typeof severity !== "number" || severity < 0 || severity > 10) return "none";
      if (isMarked(detail("title")) || detail("service.additionalInfo.sample") === true) return "INFORMATIONAL";
      if (fieldWithin(detail("service.additionalInfo.value"), "sample") === true) return "INFORMATIONAL";
      return severity < 1
        ? "INFORMATIONAL"
        : severity < 4
          ? "LOW"
          : severity < 7
            ? "MEDIUM"
            : severity < 9
              ? "HIGH"
              : "CRITICAL";
    case "Inspector2 Finding":
    case "OnDemand AMI Scan Findings":
      if (severity === "UNTRIAGED") return "MEDIUM";
      return severities.find((label) => label === severity) ?? "none";
    case "Macie Finding": {
      const word = ["LOW", "MEDIUM", "HIGH"].indexOf(String(detail("severity.description") ?? "").toUpperCase()) + 1;
      const score = Number(detail("severity.score") ?? 0);
      if (detail("sample") === true || isMarked(detail("title"))) return "INFORMATIONAL";
      return ["LOW", "MEDIUM", "HIGH"][(word || score) - 1] ?? "none";
    }
    default:
      return undefined;
  }
}

function isMarked(title: unknown): boolean {
  return /^\[SAMPLE\]/.test(String(title));
}

/** The field of an object that is written as JSON in a text. */
function fieldWithin(text: unknown, name: string): unknown {
  return typeof text === "string" && /^\s*\{/.test(text) ? fieldAt(parsedText(text), name) : undefined;
}

function standingOf(statement: Statement): readonly string[] {
  switch (statement.state) {
    case "active":
      return [statement.severity];
    case "cleared":
      return [statement.scope, statement.because];
    case "remark":
      return [statement.effect];
    default:
      return statement satisfies never;
  }
}

function faultsOfRating(value: unknown, observations: readonly Observation[]): readonly string[] {
  const rated = ratedBy(value);
  if (rated === undefined) return [];
  return observations.flatMap(({ statement }) => {
    if (statement.state !== "active") return rated === "none" ? ["what has no severity was read"] : [];
    return statement.severity === rated ? [] : [`it is shown as ${String(statement.severity)} and is ${rated}`];
  });
}
