/**
 * The client of Amazon SES that Lambda's Node.js runtime carries: bundled, it would be read at every cold start, of which few send a mail
 * at once. https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
import { createRequire } from "node:module";
import type { SESv2 } from "@aws-sdk/client-sesv2";
import type { SendEmail } from "@tocsin/channels/email/email-channel";

/** Sends mails with one client, made at the first. It tries once: the caller decides when to try again. */
export function runtimeSendEmail(): SendEmail {
  let client: SESv2 | undefined;
  return (request, options) => {
    client ??= newClient();
    return client.sendEmail(request, options);
  };
}

function newClient(): SESv2 {
  // Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
  const load = createRequire(import.meta.url);
  const { SESv2: Client } = load("@aws-sdk/client-sesv2") as {
    readonly SESv2: new (config: { readonly maxAttempts: number }) => SESv2;
  };
  return new Client({ maxAttempts: 1 });
}
