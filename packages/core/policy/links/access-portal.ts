/**
 * Links through the AWS access portal. A link into the console fails for people who are signed in to another account, or to none; the
 * portal's shortcut signs them in to the right one first. https://docs.aws.amazon.com/singlesignon/latest/userguide/createshortcutlink.html
 */
import type { AlertView } from "../../alert/view.ts";
import { isConsoleLink } from "../../event/arn.ts";

export interface AccessPortal {
  /** As `isPortalUrl` has it. */
  readonly url: string;
  /** The name of the permission set; without one the portal asks which. */
  readonly role?: string | undefined;
}

/**
 * Where people sign in: the formats that IAM Identity Center gives, in every partition.
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-sso.html,
 * https://docs.aws.amazon.com/singlesignon/latest/userguide/howtochangeURL.html
 */
const portals: readonly RegExp[] = [
  /^https:\/\/[a-z0-9-]+\.awsapps\.com\/start\/?$/i,
  /^https:\/\/start\.(?:[a-z0-9-]+\.)?us-gov-home\.awsapps\.com\/directory\/[a-z0-9-]+\/?$/i,
  /^https:\/\/start\.(?:[a-z0-9-]+\.)?home\.awsapps\.cn\/directory\/[a-z0-9-]+\/?$/i,
  /^https:\/\/ssoins-[a-z0-9]+\.portal\.[a-z0-9-]+\.(?:app\.aws|app\.amazonwebservices\.com\.cn|api\.amazonwebservices\.eu)(?:\/start)?\/?$/i,
  /^https:\/\/ssoins-[a-z0-9]+\.[a-z0-9-]+\.portal\.amazonaws\.(?:com|com\.cn|eu)(?:\/start)?\/?$/i,
];

const URL_LIMIT = 200;

/** Whether `text` is the start page of an access portal, and nothing after it. */
export function isPortalUrl(text: string): boolean {
  return text.length <= URL_LIMIT && portals.some((form) => form.test(text));
}

/** If the shortcut is longer, the console's link is shown instead: a cut link leads nowhere, and the message needs room for others. */
const LINK_LIMIT = 1000;

/**
 * The portal's shortcut with which an alert's link opens in the alert's own account. None if the alert has no link, or one that leads
 * elsewhere than into the console of its partition.
 */
export function portalLink(
  { link, partition, account }: Pick<AlertView, "link" | "partition" | "account">,
  { url, role }: AccessPortal,
): string | undefined {
  if (link === undefined || !isConsoleLink(link, partition)) return undefined;
  const parameters = [
    ["account_id", account],
    ...(role === undefined ? [] : [["role_name", role]]),
    ["destination", new URL(link).href],
  ].map(([name, value = ""]) => `${name}=${encoded(value)}`);
  const shortcut = `${url.replace(/\/$/, "")}${SHORTCUT}${parameters.join("&")}`;
  return shortcut.length > LINK_LIMIT ? undefined : shortcut;
}

const SHORTCUT = "/#/console?";

/** All values must be encoded. `encodeURIComponent` leaves some characters that end a link when it is shown. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Whether `text` is what `portalLink` makes, with whatever values. */
export function isPortalLink(text: string): boolean {
  const [url = "", values] = text.split(SHORTCUT, 2);
  return text.length <= LINK_LIMIT && isPortalUrl(url) && values !== undefined && /^[\w.~%=&-]+$/.test(values);
}
