/** Runbooks: the organization's own pages that say what to do; a policy names one for each kind of alert. */
import { isDrill } from "../../alert/condition.ts";
import type { AlertView } from "../../alert/view.ts";
import type { Policy, RunbookRule } from "../policy.ts";

/** The first rule that matches an open alert: for one that has ended there is nothing to do, and no rule matches a drill. */
export function runbookFor(view: AlertView, { runbookRules }: Pick<Policy, "runbookRules">): RunbookRule | undefined {
  if (view.status === "RESOLVED" || isDrill(view)) return undefined;
  return runbookRules.find(({ matches }) => matches(view));
}

/** The length for which a button's address and a mail's line have room, beside other links. */
const URL_LIMIT = 500;

/** Unreserved and reserved characters of https://www.rfc-editor.org/rfc/rfc3986#section-2, but for those that end a link, or mention somebody, in some markup. */
const BEYOND = /[^\w.~:/?#!$&+,;=%-]/u;

/**
 * Why a URL cannot be that of a runbook. Every channel shows it as it is written, so it must not contain characters that end a link or a
 * quotation anywhere. The reason does not repeat the URL, as a link can be a credential.
 */
export function problemOfRunbookUrl(url: string): string | undefined {
  if (url.length > URL_LIMIT) return `is longer than ${URL_LIMIT} characters`;
  if (!url.startsWith("https://"))
    return "expected an https URL, such as https://wiki.example.com/runbooks/certificates";
  if (hasCredentials(url)) return "holds a user name or a password, which everybody would be shown";
  const [sign] = BEYOND.exec(url) ?? [];
  if (sign !== undefined) return problemOfSign(sign);
  return URL.canParse(url) ? undefined : "is no URL";
}

function hasCredentials(url: string): boolean {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: "", password: "" };
  return username !== "" || password !== "";
}

function problemOfSign(sign: string): string {
  if (!sign.isWellFormed()) return "holds half of a character";
  const code = [...new TextEncoder().encode(sign)].map(
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  );
  return `holds ${JSON.stringify(sign)}, which may act where it is shown: write ${code.join("")}`;
}

export function isRunbookUrl(text: string): boolean {
  return problemOfRunbookUrl(text) === undefined;
}
