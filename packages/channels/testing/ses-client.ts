/** SES's own client, as functions have it, that talks to a server of a test. */
import { SESv2 } from "@aws-sdk/client-sesv2";
import type { SendEmail } from "../email/email-channel.ts";

export function sesAt(endpoint: string): SendEmail {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SESv2({ endpoint, credentials, region: "eu-central-1", maxAttempts: 1 });
  return (request, options) => client.sendEmail(request, options);
}
