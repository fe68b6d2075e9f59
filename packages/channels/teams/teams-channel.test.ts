import { notificationWith, now } from "@tocsin/oncall/testing/sample-notification";
import { expect, test } from "vitest";
import { useReceivers } from "../testing/receiver.ts";
import { secretsWith } from "../testing/recorded-secrets.ts";
import { messageOf } from "./teams-card.ts";
import { teamsChannel } from "./teams-channel.ts";

const { receiver } = useReceivers();
const settings = { type: "teams", url: "ssm:teams/ops" } as const;

test("posts the card to the very URL of the secret, whose signature holds for it as it is written", async () => {
  const { url, received } = await receiver({ status: 202 });
  const query = "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=Ab-_c%2Bd%3D";
  const secrets = secretsWith({ "ssm:teams/ops": `${url}${query}\n` });
  const hosts = { haveGiven: () => true, begin: "", allowPrivateAddresses: true };
  const channel = teamsChannel({ ...{ name: "ops", settings, secrets, hosts }, now: () => now });
  expect(await channel.send(notificationWith())).toBeUndefined();
  expect(received[0]?.path).toBe(`${new URL(url).pathname}${query}`);
  expect(JSON.parse(received[0]?.body ?? "")).toEqual(messageOf(notificationWith(), { now }));
});

const path = "/workflows/0a/triggers/manual/paths/invoke";
test.each([
  `https://evil.example.com${path}?sig=c4n4ry-signature`,
  `https://prod-1.westeurope.logic.azure.com.evil.example.com${path}?sig=c4n4ry-signature`,
  `https://evillogic.azure.com${path}?sig=c4n4ry-signature`,
  `http://prod-1.westeurope.logic.azure.com${path}?sig=c4n4ry-signature`,
  `https://prod-1.westeurope.logic.azure.com:8443${path}?sig=c4n4ry-signature`,
  `https://prod-1.westeurope.logic.azure.com${path}?c4n4ry-signature`,
  "https://example.webhook.office.com/webhookb2/c4n4ry-signature",
  "c4n4ry-signature",
])("sends nothing to what is no workflow's URL, and does not say what it is: %s", async (url) => {
  const secrets = secretsWith({ "ssm:teams/ops": url });
  const channel = teamsChannel({ name: "ops", settings, secrets, now: () => now });
  const error = await channel.send(notificationWith()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ reason: "rejected", retryable: false });
  expect(String(error)).toContain(
    'channel "ops" has a wrong URL (ssm:teams/ops): expected one that begins with https://',
  );
  expect(String(error)).not.toContain("c4n4ry");
  expect(secrets.forgotten).toEqual(["ssm:teams/ops"]);
});

test.each([
  `https://prod-23.westeurope.logic.azure.com:443${path}?api-version=1&sig=x`,
  `https://default0a.09.environment.api.powerplatform.com:443/powerautomate/automations/direct${path}?sig=x`,
])("a workflow's URL is one, and is looked up where it says: %s", async (url) => {
  const secrets = secretsWith({ "ssm:teams/ops": url });
  // Nobody is asked: the time is over before a name is looked up.
  const channel = teamsChannel({ ...{ name: "ops", settings, secrets, timeoutMilliseconds: 0 }, now: () => now });
  const error = await channel.send(notificationWith()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ retryable: true });
  expect(String(error)).toContain(`channel "ops" at ${new URL(url).host}`);
});
