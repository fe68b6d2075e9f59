/**
 * The packages that a finding of Inspector is about, and what to do about each.
 * https://docs.aws.amazon.com/inspector/v2/APIReference/API_VulnerablePackage.html
 */
import type { InspectorFinding, VulnerablePackage } from "./schema.ts";

export function packagesOf({ packageVulnerabilityDetails }: InspectorFinding): readonly VulnerablePackage[] {
  return packageVulnerabilityDetails?.vulnerablePackages ?? [];
}

/** `tidewater 2.1.0 → 2.1.4`; without a version where there is none. */
export function packageText(one: VulnerablePackage): string {
  const installed = [one.name, one.version].filter(Boolean).join(" ");
  const fixed = fixedIn(one);
  return fixed === undefined ? installed : `${installed} → ${fixed}`;
}

/** Names, each once: a finding lists a package for every path and architecture. */
export function namesOf(packages: readonly VulnerablePackage[]): readonly string[] {
  return [...new Set(packages.flatMap(({ name }) => name || []))];
}

/** The most names in a sentence; the facts have more. */
const NAMED = 3;

/** `tidewater, libtide2 and 3 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  if (more > 0) return `${names.slice(0, NAMED).join(", ")} and ${more} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Inspector writes "None Provided" if its only advice is to update. */
function recommendationOf({ remediation }: InspectorFinding): string | undefined {
  const text = remediation?.recommendation?.text?.trim();
  return text && text !== "None Provided" ? text : undefined;
}

/** What to do, by the versions and commands in the finding; if it has none, in Inspector's words. */
export function remedyOf(detail: InspectorFinding): string | undefined {
  const packages = packagesOf(detail);
  const updates = [...new Set(packages.flatMap((one) => updateOf(one) ?? []))];
  if (updates.length > 0) {
    const more = updates.length - NAMED;
    const rest = more > 0 ? ` The same applies to ${more} more: see the facts.` : "";
    const left = namesOf(packages.filter((one) => fixedIn(one) === undefined && !one.remediation));
    const unfixed = left.length > 0 ? ` No fixed version of ${listed(left)} is known.` : "";
    return `${updates.slice(0, NAMED).join(" ")}${rest}${unfixed}`;
  }
  const recommendation = recommendationOf(detail);
  if (recommendation !== undefined) return `Inspector recommends: ${recommendation}`;
  if (detail.type === "CODE_VULNERABILITY") return "Change the code: the file and the line are behind the link.";
  const names = namesOf(packages);
  if (detail.fixAvailable !== "NO" || names.length === 0) return undefined;
  return `No fixed version of ${listed(names)} is known yet: keep it out of reach, or do without it until there is one.`;
}

function updateOf(one: VulnerablePackage): string | undefined {
  const fixed = fixedIn(one);
  const command = one.remediation ? `run \`${one.remediation}\`` : undefined;
  if (fixed === undefined) return command && `For ${one.name}, ${command}.`;
  const from = one.version ? ` from ${one.version}` : "";
  return `Update ${one.name}${from} to ${fixed} (fixed version)${command ? `: ${command}` : ""}.`;
}

/** If there is no fixed version, Inspector writes a text in its place. */
function fixedIn({ fixedInVersion }: VulnerablePackage): string | undefined {
  const version = fixedInVersion?.trim();
  return !version || /^not ?available$/i.test(version) ? undefined : version;
}
