/**
 * Amazon SES in one Region of an account, on this machine, by its documentation: it checks what it is asked, gives each mail an id, and
 * hands it to mailboxes. Neither DKIM nor what becomes of a mail on its way is played.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
import { isObject } from "@tocsin/core/text/json";
import type { ScriptedResponse } from "./receiver.ts";

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly replyTo: readonly string[];
  readonly configurationSet: string | undefined;
  /** As events about the mail repeat them, by name. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** As it arrives, by name. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SesAccount {
  readonly mails: readonly Mail[];
  /** The subjects of a mailbox's threads, as it shows them that goes by references. */
  threads(to: string): readonly (readonly string[])[];
  /** Takes a request. */
  take(method: string | undefined, path: string | undefined, body: string): ScriptedResponse;
}

export interface SesAccountOptions {
  /** Domains and addresses. */
  readonly verified: readonly string[];
  /** Then it sends to verified identities alone. https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
  readonly isInSandbox?: boolean;
  readonly configurationSets?: readonly string[];
}

/** https://docs.aws.amazon.com/ses/latest/dg/header-fields.html */
const NOT_TO_BE_SET =
  /^(bcc|cc|content-disposition|content-type|date|from|message-id|mime-version|reply-to|return-path|subject|to)$/i;
const MOST_HEADERS = 15;

export function sesAccount({ verified, isInSandbox = false, configurationSets = [] }: SesAccountOptions): SesAccount {
  const mails: Mail[] = [];
  const isVerified = (address: string) => verified.some((one) => address === one || address.endsWith(`@${one}`));
  return {
    mails,
    threads: (to) =>
      [
        ...Map.groupBy(
          mails.filter((mail) => mail.to === to),
          ({ headers }) => headers.References ?? headers["Message-ID"],
        ).values(),
      ].map((thread) => thread.map(({ subject }) => subject)),
    take(method, path, body) {
      if (method !== "POST" || path !== "/v2/email/outbound-emails")
        return refusal(404, "UnknownOperationException", "");
      const mail = mailIn(JSON.parse(body), `${mails.length}`);
      if (typeof mail === "string") return refusal(400, "BadRequestException", mail);
      const identities = [mail.from.replace(/^.*<(.*)>$/, "$1"), ...(isInSandbox ? [mail.to] : [])];
      const failed = identities.filter((address) => !isVerified(address));
      if (failed.length > 0)
        return refusal(
          400,
          "MessageRejected",
          `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${failed.join(", ")}`,
        );
      if (mail.configurationSet !== undefined && !configurationSets.includes(mail.configurationSet))
        return refusal(404, "NotFoundException", `Configuration set <${mail.configurationSet}> does not exist.`);
      mails.push(mail);
      return { status: 200, body: JSON.stringify({ MessageId: `${mails.length}` }) };
    },
  };
}

export function refusal(status: number, type: string, message: string): ScriptedResponse {
  return { status, headers: { "x-amzn-errortype": type }, body: JSON.stringify({ message }) };
}

/** What arrives, or what is wrong with the request. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageHeader.html */
function mailIn(request: unknown, id: string): Mail | string {
  const { FromEmailAddress: from, Destination, ReplyToAddresses: replyTo = [], EmailTags, ...more } = at(request);
  const { Subject, Body, Headers = [] } = at(at(more.Content).Simple);
  const [to, ...others] = list(at(Destination).ToAddresses);
  if (typeof from !== "string" || typeof to !== "string" || others.length > 0) return "Illegal address";
  const { Text, Html } = at(Body);
  const headers = list(Headers).map((header): readonly [string, string] => {
    const { Name, Value } = at(header);
    return [String(Name), String(Value)];
  });
  const tags = list(EmailTags).map(at);
  // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
  if (tags.some(({ Name, Value }) => ![Name, Value].every((part) => /^[\w-]{1,256}$/.test(String(part)))))
    return "Invalid tag";
  if (headers.length > MOST_HEADERS) return "Too many headers";
  for (const [name, value] of headers)
    if (!/^[!-9;-@A-~]{1,126}$/.test(name) || !/^[ -~]{1,870}$/.test(value) || NOT_TO_BE_SET.test(name))
      return `Invalid header ${name}`;
  return {
    from,
    to,
    replyTo: list(replyTo).map(String),
    configurationSet: typeof more.ConfigurationSetName === "string" ? more.ConfigurationSetName : undefined,
    tags: Object.fromEntries(tags.map(({ Name, Value }) => [String(Name), [String(Value)]])),
    subject: String(at(Subject).Data),
    text: String(at(Text).Data),
    html: String(at(Html).Data),
    // It overrides what it is given for these.
    headers: { ...Object.fromEntries(headers), "Message-ID": `<${id}@eu-central-1.amazonses.com>` },
  };
}

function at(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
