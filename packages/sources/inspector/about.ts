/** The identity of a vulnerability, whoever reports Inspector's finding. */
import type { Identity } from "@tocsin/core/alert/identity";
import type { Location } from "@tocsin/core/event/arn";
import { isPlain } from "@tocsin/core/text/text";
import type { FindingArn } from "./finding-arn.ts";

export interface Found {
  readonly place: Location;
  readonly findingArn: FindingArn;
  /** The ARN of the first resource, and the number of resources. */
  readonly resource: string;
  readonly resources: number;
  /** `CVE-2026-12345`, if the finding is about a package. */
  readonly vulnerability: string | null | undefined;
}

export interface AboutVulnerability {
  readonly identity: Identity<"vulnerability">;
  /** If the resource is an image in a repository. */
  readonly image: Image | undefined;
}

export function aboutVulnerability(found: Found): AboutVulnerability {
  const image = imageOf(found);
  const { place, findingArn } = found;
  const known = image
    ? { resource: image.repository, discriminator: image.vulnerability }
    : { resource: "", discriminator: findingArn.path.at(-1) ?? "" };
  return { identity: { condition: "vulnerability", ...place, ...known }, image };
}

interface Image {
  /** Its ARN. */
  readonly repository: string;
  readonly name: string;
  readonly digest: string;
  readonly vulnerability: string;
}

const IMAGE = /^(arn:[^:]+:ecr:[^:]*:\d{12}:repository\/([a-z0-9._/-]{1,256}))\/(sha256:[0-9a-f]{16,64})$/;
const VULNERABILITY_LIMIT = 100;

/**
 * A vulnerability of a container image is one problem of its repository, whichever of its images have it: Inspector reports the same
 * vulnerability again for each new image, in a new finding.
 */
function imageOf({ resource, resources, vulnerability }: Found): Image | undefined {
  const [, repository, name, digest] = IMAGE.exec(resource) ?? [];
  if (!repository || !name || !digest || !vulnerability || resources !== 1) return undefined;
  const isKey = vulnerability.length <= VULNERABILITY_LIMIT && isPlain(vulnerability);
  return isKey ? { repository, name, digest, vulnerability } : undefined;
}
