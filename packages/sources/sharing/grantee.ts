/** The grantee of something that is shared. */
import { accountField } from "@tocsin/core/event/event";
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { oneOrMany } from "../fields.ts";

export type Grantee =
  | { readonly to: "everyone" }
  | { readonly to: "account"; readonly account: string }
  /** An organization, or one of its units. Its id is shown; whether it is the user's own is not known here. */
  | { readonly to: "organization"; readonly arn: string; readonly organization: string };

/** AWS's word for everyone. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolumePermission.html */
export const EVERYONE = "all";

/** What tells a grantee apart from others. */
export function keyOf(grantee: Grantee): string {
  switch (grantee.to) {
    case "everyone":
      return EVERYONE;
    case "account":
      return grantee.account;
    case "organization":
      return grantee.arn;
  }
}

/** As the object of "is shared with". */
export function wordsFor(grantee: Grantee): string {
  switch (grantee.to) {
    case "everyone":
      return "everyone";
    case "account":
      return `account ${grantee.account}`;
    case "organization":
      return grantee.arn.includes(":ou/")
        ? `a unit of organization ${grantee.organization}`
        : `organization ${grantee.organization}`;
  }
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html#awsorganizations-resources-for-iam-policies */
const ORGANIZATION =
  /^arn:aws[a-z-]{0,20}:organizations::\d{12}:(?:organization|ou)\/(o-[a-z0-9]{10,32})(?:\/ou-[a-z0-9-]{6,69})?$/;

const organizationField = v.pipe(
  v.string(),
  v.regex(ORGANIZATION, "expected the ARN of an organization or of a unit of one"),
);

/**
 * One item of `add` or `remove`. AWS documents no group but `all`, and another is no reason to refuse the rest.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html
 */
const itemField = v.pipe(
  objectField({
    userId: v.nullish(accountField),
    group: v.nullish(v.string()),
    organizationArn: v.nullish(organizationField),
    organizationalUnitArn: v.nullish(organizationField),
  }),
  v.transform(({ userId, group, organizationArn, organizationalUnitArn }): readonly Grantee[] => [
    ...(userId ? [{ to: "account", account: userId } as const] : []),
    ...(group === EVERYONE ? [{ to: "everyone" } as const] : []),
    ...[organizationArn, organizationalUnitArn].flatMap((arn) =>
      arn ? [{ to: "organization", arn, organization: ORGANIZATION.exec(arn)?.[1] ?? "" } as const] : [],
    ),
  ]),
);

/** `{ items: [{ userId }, { group }] }` */
export const granteesField = v.nullish(
  v.pipe(
    objectField({ items: v.nullish(oneOrMany(itemField)) }),
    v.transform(({ items }): readonly Grantee[] => (items ?? []).flat()),
  ),
);

/** An item of RDS's list: an account, or `all`. */
export const restorerField = v.pipe(
  v.union([v.literal(EVERYONE), accountField]),
  v.transform((value): Grantee => (value === EVERYONE ? { to: "everyone" } : { to: "account", account: value })),
);
