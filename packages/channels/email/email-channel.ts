/**
 * The e-mail channel sends a mail for each notification through Amazon SES, with all mails of a group in one thread. A mail cannot be
 * changed, and the end of a group is no reason for another.
 */
import type { Instant } from "@tocsin/core/event/instant";
import type { SettingsOf } from "@tocsin/core/policy/channels/declared-channels";
import { isMailAddress } from "@tocsin/core/policy/channels/email";
import { CHANNEL_TAG, channelTag } from "@tocsin/core/policy/channels/mail-tag";
import { total } from "@tocsin/oncall/counts";
import type { Notification } from "@tocsin/oncall/notification";
import { DeliveryError } from "../channel.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { Channel, Secrets } from "../kind.ts";
import { type ReadSecrets, readSecrets, refusedSecret } from "../read-secrets.ts";
import { automatic, type EmailMessage, messageOf } from "./email-message.ts";
import { failureOf, unclear } from "./ses-failure.ts";

/** The request to SES. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export interface SendEmailRequest {
  readonly FromEmailAddress: string;
  readonly Destination: { readonly ToAddresses: string[] };
  readonly ReplyToAddresses?: string[];
  readonly ConfigurationSetName?: string;
  readonly EmailTags: { readonly Name: string; readonly Value: string }[];
  readonly Content: {
    readonly Simple: {
      readonly Subject: Utf8;
      readonly Body: { readonly Text: Utf8; readonly Html: Utf8 };
      readonly Headers: { readonly Name: string; readonly Value: string }[];
    };
  };
}

interface Utf8 {
  readonly Data: string;
  readonly Charset: "UTF-8";
}

/** The method of SES's client, which tries once. */
export type SendEmail = (
  request: SendEmailRequest,
  options: { readonly abortSignal: AbortSignal },
) => Promise<{ readonly MessageId?: string | undefined }>;

export interface EmailOptions {
  readonly name: string;
  readonly settings: SettingsOf<"email">;
  readonly secrets: Secrets;
  readonly sendEmail: SendEmail;
  /** The stage's configuration set, through which it hears of bounces; none on a laptop. */
  readonly configurationSet?: string | undefined;
  readonly now: () => Instant;
  /** The options with which the commands in a mail find the table. */
  readonly place?: string | undefined;
  readonly timeoutMilliseconds?: number | undefined;
}

const TIMEOUT_MILLISECONDS = 10_000;

/** A notification is delivered when SES gives it an id. After a refusal the addresses are read again. */
export function emailChannel(options: EmailOptions): Channel {
  return {
    name: options.name,
    async send(notification) {
      if (!isNews(notification)) return undefined;
      const { now, place, settings } = options;
      await mail(messageOf(notification, { now: now(), place, from: settings.from }), options);
      return undefined;
    },
    sendDigest: ({ subject, text, html }) => mail({ subject, text, html, headers: automatic }, options),
  };
}

/** @throws DeliveryError */
async function mail(message: EmailMessage, options: EmailOptions): Promise<void> {
  const where = `channel ${JSON.stringify(options.name)}`;
  const secrets = await readSecrets(where, options.settings, options.secrets);
  const failed = await attempt(requestOf(message, options, where, secrets), options, secrets.values);
  if (failed === undefined) return;
  if (failed.reason === "rejected") secrets.forget();
  throw new DeliveryError(`${where} at SES ${failed.problem}`, failed);
}

/** A mail tells of the group's end only if an alert began since the last mail, and nobody has heard of it. */
function isNews({ kind, counts, before }: Notification): boolean {
  return kind !== "over" || before === undefined || total(counts.begun) > total(before.begun);
}

/** @throws DeliveryError if a secret is not an address. */
function requestOf(
  { subject, text, html, headers }: EmailMessage,
  { name, settings, configurationSet }: EmailOptions,
  where: string,
  secrets: ReadSecrets,
): SendEmailRequest {
  const { from, to, replyTo } = settings;
  return {
    FromEmailAddress: `Tocsin <${from}>`,
    Destination: { ToAddresses: [addressIn(to, where, secrets)] },
    ...(replyTo !== undefined && { ReplyToAddresses: [addressIn(replyTo, where, secrets)] }),
    ...(configurationSet !== undefined && { ConfigurationSetName: configurationSet }),
    EmailTags: [{ Name: CHANNEL_TAG, Value: channelTag(name) }],
    Content: {
      Simple: {
        Subject: utf8(subject),
        Body: { Text: utf8(text), Html: utf8(html) },
        Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
      },
    },
  };
}

function utf8(Data: string): Utf8 {
  return { Data, Charset: "UTF-8" };
}

/** @throws DeliveryError */
function addressIn(reference: string, where: string, secrets: ReadSecrets): string {
  const address = secrets.meant(reference);
  if (isMailAddress(address)) return address;
  throw refusedSecret(where, `has no mail address in ${reference}: expected one alone, as ada@example.com`, secrets);
}

/** Gives nothing where SES took it. */
async function attempt(
  request: SendEmailRequest,
  { sendEmail, now, timeoutMilliseconds = TIMEOUT_MILLISECONDS }: EmailOptions,
  secrets: readonly string[],
): Promise<FailedAttempt | undefined> {
  const abortSignal = AbortSignal.timeout(timeoutMilliseconds);
  const at = now();
  try {
    const { MessageId } = await sendEmail(request, { abortSignal });
    return typeof MessageId === "string" && MessageId !== "" ? undefined : unclear(200);
  } catch (error) {
    if (!abortSignal.aborted) return failureOf(error, secrets, at);
    return { reason: "timed-out", retryable: true, problem: `did not answer within ${timeoutMilliseconds} ms` };
  }
}
