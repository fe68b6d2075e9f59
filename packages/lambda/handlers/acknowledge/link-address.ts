/** Where a link leads: written once for the function that signs and the one that answers. */
import type { Link } from "@tocsin/oncall/links/link";
import type { LinkKeys } from "@tocsin/oncall/links/link-keys";
import { tokenOf } from "@tocsin/oncall/links/link-token";

/** Pages are below it, and their form is sent to it. */
export const LINK_PATH = "/acknowledge";

/** Gives the URL of a link. */
export type LinkAddress = (link: Link) => Promise<string>;

/** @param base of the pages, as `https://…`. Its result throws what `keyOf` throws. */
export function createLinkAddress(base: string, keyOf: LinkKeys): LinkAddress {
  const origin = base.replace(/\/$/, "");
  return async (link) => `${origin}${LINK_PATH}/${await tokenOf(link, keyOf)}`;
}
