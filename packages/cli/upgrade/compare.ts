/** What a deployment would do to what is deployed, as far as it cannot be undone. */
import { fixedInputs, kinds } from "./replacing.ts";
import type { Release, Stack, StackResource } from "./stack-resource.ts";

export interface Change {
  readonly kind: "replaced" | "removed" | "added";
  readonly type: string;
  readonly name: string;
  /** The inputs because of which it is replaced; none where it is another resource to SST that takes its name. */
  readonly because: readonly string[];
  /** What is lost with the resource; nothing where nothing is. */
  readonly loses?: string;
  /** Whether what is replaced or removed stays in the account. */
  readonly isKept: boolean;
}

/** A format in which the next version writes otherwise than the deployed one. */
export interface FormatChange {
  readonly of: "item" | "message";
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

/** Values that differ between the account and the synthesis without meaning anything. */
const MOCK_ACCOUNT = "111122223333";

/** The replaced and removed first. Updates are left out: what the provider fills in by itself could not be told from them. */
export function changesBetween(deployed: Stack, next: Stack, homeRegion: string): readonly Change[] {
  const account = accountOf(deployed);
  const [before, after] = [byPlace(deployed), byPlace(next)];
  const added = next.resources.filter(({ place }) => !before.has(place));
  const gone = deployed.resources.filter(({ place }) => !after.has(place));
  const takers = (resource: StackResource) =>
    added.some((one) => one.type === resource.type && sameNames(resource, one, account));
  const replaced = deployed.resources.flatMap((resource) => {
    const other = after.get(resource.place);
    if (other === undefined) return takers(resource) ? [changeOf("replaced", resource)] : [];
    const because = fixedInputs(resource.type).filter(
      (input) =>
        plain(resource.inputs[input], input, account, homeRegion) !==
        plain(other.inputs[input], input, account, homeRegion),
    );
    return because.length === 0 ? [] : [changeOf("replaced", resource, because)];
  });
  return [
    ...replaced,
    ...gone.filter((one) => !takers(one)).map((one) => changeOf("removed", one)),
    ...added
      .filter((one) => !gone.some((resource) => resource.type === one.type && sameNames(resource, one, account)))
      .map((one) => changeOf("added", one)),
  ].filter(({ type }) => type !== "s3/bucketObjectv2:BucketObjectv2");
}

function changeOf(
  kind: Change["kind"],
  { type, name, inputs, isKept }: StackResource,
  because: readonly string[] = [],
): Change {
  const loses = kind === "added" ? undefined : kinds[type]?.loses;
  return { kind, type, name: ownName(inputs) ?? name, because, isKept, ...(loses !== undefined && { loses }) };
}

const byPlace = ({ resources }: Stack) => new Map(resources.map((resource) => [resource.place, resource]));

/** What AWS knows it by. */
function ownName(inputs: StackResource["inputs"]): string | undefined {
  const found = [inputs.name, inputs.bucket, inputs.policyName, inputs.dashboardName].find(
    (one) => typeof one === "string",
  );
  return typeof found === "string" ? found : undefined;
}

function sameNames(a: StackResource, b: StackResource, account: string): boolean {
  const [one, other] = [ownName(a.inputs), ownName(b.inputs)];
  return one !== undefined && other !== undefined && unaccounted(one, account) === unaccounted(other, account);
}

/** An input in words that are the same for the same; of the home region it may say nothing. */
function plain(value: unknown, input: string, account: string, homeRegion: string): string {
  if (input === "region" && value === homeRegion) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return unaccounted(text ?? "", account).replace(/\/stream\/[^"]*/, "/stream/");
}

const unaccounted = (text: string, account: string): string => text.replaceAll(account, MOCK_ACCOUNT);

/** The account of the deployment, which every queue's address has. */
function accountOf({ resources }: Stack): string {
  const [account] = resources.flatMap(({ inputs }) => /(?<=[:/])\d{12}(?=[:/])/.exec(JSON.stringify(inputs)) ?? []);
  return account ?? MOCK_ACCOUNT;
}

/** Indexes of the table that are not there yet: DynamoDB makes one in a deployment. */
export function newIndexes(deployed: Stack, next: Stack): readonly string[] {
  const indexesOf = ({ resources }: Stack): readonly string[] =>
    resources
      .filter(({ type }) => type === "dynamodb/table:Table")
      .flatMap(({ inputs: { globalSecondaryIndexes: indexes } }) => (Array.isArray(indexes) ? indexes : []))
      .map((index) => String(Object(index).name));
  const known = new Set(indexesOf(deployed));
  return known.size === 0 ? [] : indexesOf(next).filter((name) => !known.has(name));
}

export function formatChanges(deployed: Release, next: Release): readonly FormatChange[] {
  const changed = (
    of: FormatChange["of"],
    before: Readonly<Record<string, number | string>>,
    after: Readonly<Record<string, number | string>>,
  ) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((kind) => before[kind] !== after[kind])
      .map((kind) => ({ of, kind, from: String(before[kind] ?? "none"), to: String(after[kind] ?? "none") }));
  return [
    ...changed("item", deployed.itemFormats, next.itemFormats),
    ...changed("message", deployed.messageFormats, next.messageFormats),
  ];
}
