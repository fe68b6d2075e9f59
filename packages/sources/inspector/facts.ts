/** Facts about a finding of Inspector for people to read and policies to match. */
import type { AttributesOf } from "@tocsin/core/alert/observable";
import { parseInstant } from "@tocsin/core/event/instant";
import { isObject } from "@tocsin/core/text/json";
import { fieldAt, known, listAt, tagText, textAt, textsIn, wholeAt } from "../details.ts";
import { namesOf, packagesOf, packageText } from "./packages.ts";
import type { InspectorFinding } from "./schema.ts";

export function attributesOf(detail: InspectorFinding): AttributesOf<"vulnerability"> {
  const [affected] = detail.resources;
  const packages = [...new Set(packagesOf(detail).map(packageText))];
  const images = detail.resources.map(({ details }) => fieldAt(details, "awsEcrContainerImage"));
  return {
    findingType: detail.type,
    cve: detail.packageVulnerabilityDetails?.vulnerabilityId ?? undefined,
    score: detail.inspectorScore ?? undefined,
    attackVector: attackVectorOf(detail),
    epss: detail.epss?.score ?? undefined,
    untriaged: detail.severity === "UNTRIAGED" ? true : undefined,
    exploitAvailable: detail.exploitAvailable ?? undefined,
    lastKnownExploit: parseInstant(fieldAt(detail.exploitabilityDetails, "lastKnownExploitAt")),
    fixAvailable: detail.fixAvailable ?? undefined,
    packageName: known(namesOf(packagesOf(detail))),
    packages: known(packages),
    packageCount: packages.length > 1 ? packages.length : undefined,
    openPorts: openPortsOf(detail),
    resourceType: affected?.type ?? undefined,
    resourceCount: detail.resources.length > 1 ? detail.resources.length : undefined,
    repository: known(images.map((image) => textAt(image, "repositoryName"))),
    imageTags: known(images.flatMap((image) => textsIn(listAt(image, "imageTags")))),
    inUseCount: known(images.map((image) => wholeAt(image, "inUseCount")?.toString()))?.map(Number),
    tags: known(detail.resources.flatMap(({ tags }) => tagsIn(tags))),
    provider: affected?.provider ?? undefined,
  };
}

const attackVectors = { N: "NETWORK", A: "ADJACENT", L: "LOCAL", P: "PHYSICAL" } as const;

function isAttackVector(letter: string | undefined): letter is keyof typeof attackVectors {
  return letter !== undefined && Object.hasOwn(attackVectors, letter);
}

/**
 * From where the resource can be attacked, by Inspector's adjusted score: for an instance, it depends on whether a path leads there from
 * the internet.
 * https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-score.html
 */
function attackVectorOf({ inspectorScoreDetails }: InspectorFinding) {
  const vector = textAt(inspectorScoreDetails, "adjustedCvss", "scoringVector");
  const letter = vector
    .split("/")
    .find((metric) => metric.startsWith("AV:"))
    ?.slice("AV:".length);
  return isAttackVector(letter) ? attackVectors[letter] : undefined;
}

/** `TCP 20-25`. https://docs.aws.amazon.com/inspector/v2/APIReference/API_NetworkReachabilityDetails.html */
function openPortsOf({ networkReachabilityDetails: path }: InspectorFinding): string | undefined {
  const begin = wholeAt(path, "openPortRange", "begin");
  const end = wholeAt(path, "openPortRange", "end");
  if (begin === undefined) return undefined;
  const range = end === undefined || end === begin ? String(begin) : `${begin}-${end}`;
  return [textAt(path, "protocol"), range].filter(Boolean).join(" ");
}

function tagsIn(tags: unknown): readonly string[] {
  if (!isObject(tags)) return [];
  return Object.keys(tags)
    .sort()
    .map((key) => tagText(key, textAt(tags, key)));
}
