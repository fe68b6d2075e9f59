import { STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { callerOf } from "./caller.ts";
import { type CannedAnswer, clientOptions, useAnsweringServer } from "./testing/answering-server.ts";

const startServer = useAnsweringServer();

async function asked(answer: CannedAnswer) {
  const server = await startServer(() => answer);
  const client = new STSClient(clientOptions(server.endpoint));
  try {
    return { caller: await callerOf(client), requests: server.requests };
  } finally {
    client.destroy();
  }
}

const identity = (fields: string) =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${fields}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
const arn = "arn:aws:sts::111122223333:assumed-role/Responder/ines";

test("the caller is who STS says it is", async () => {
  const { caller, requests } = await asked({ status: 200, body: identity(`<Arn>${arn}</Arn>`) });
  expect(caller.arn).toBe(arn);
  expect(requests.map(({ body }) => new URLSearchParams(body).get("Action"))).toEqual(["GetCallerIdentity"]);
});

test.each([
  ["behind", -86_400_000],
  ["ahead", 3_600_000],
])("a clock that is %s of this machine's is known by the answer's date", async (_, milliseconds) => {
  const date = new Date(Date.now() + milliseconds).toUTCString();
  const { caller } = await asked({ status: 200, headers: { date }, body: identity(`<Arn>${arn}</Arn>`) });
  expect(Math.abs(caller.clockOffsetMilliseconds - milliseconds)).toBeLessThan(60_000);
});

test.each([
  [
    "credentials that AWS does not know",
    {
      status: 403,
      body: "<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The token is invalid</Message></Error></ErrorResponse>",
    },
    "GetCallerIdentity failed: InvalidClientTokenId: The token is invalid",
  ],
  ["an answer without an ARN", { status: 200, body: identity("<Account>111122223333</Account>") }, "gave no ARN"],
])("nobody is named for %s", async (_, answer, problem) => {
  await expect(asked(answer)).rejects.toThrow(problem);
});
