/** The editions of a week's digest: the organization's and those that the policy asks for, each with the channels that it goes to. */
import type { DigestPolicy } from "@tocsin/core/policy/digest";
import type { Edition } from "../report/format.ts";

export interface PlannedEdition {
  /** The edition's unique name: `organization`, or `owner:payments`. */
  readonly id: string;
  readonly edition: Edition;
  /** An IANA name. */
  readonly timezone: string;
  /** Names of channels. */
  readonly channels: readonly string[];
}

/** The organization's first. */
export function plannedEditions({ channels, timezone, editions }: DigestPolicy): readonly PlannedEdition[] {
  const organization = { kind: "organization" } as const;
  return [
    { id: editionId(organization), edition: organization, timezone, channels },
    ...editions.map(({ kind, name, ...rest }) => ({ id: editionId({ kind, name }), edition: { kind, name }, ...rest })),
  ];
}

export function editionId(edition: Edition): string {
  return edition.kind === "organization" ? edition.kind : `${edition.kind}:${edition.name}`;
}
