import { createHmac } from "node:crypto";
import { secretsWith } from "@tocsin/channels/testing/recorded-secrets";
import { describe, expect, test } from "vitest";
import { readAnew, signersOf } from "./signers.ts";

const BODY = "what somebody has sent";
const macBy = (secret: string) => createHmac("sha256", secret).update(BODY).digest("hex");
const isSignedBy = (signer: string) => (secret: string) => macBy(secret) === macBy(signer);
const [ours, theirs] = [{ signingSecret: "ssm:ours" }, { signingSecret: "ssm:theirs" }];

describe("who has signed", () => {
  test("is each whose secret it is signed with, white space around that apart", async () => {
    const secrets = secretsWith({ "ssm:ours": "one\n", "ssm:theirs": "another" });
    expect(await signersOf([ours, theirs], isSignedBy("one"), secrets)).toEqual([ours]);
    expect(await signersOf([ours, theirs], isSignedBy("nobody"), secrets)).toEqual([]);
  });

  test("is known where another's secret cannot be read", async () => {
    expect(await signersOf([theirs, ours], isSignedBy("one"), secretsWith({ "ssm:ours": "one" }))).toEqual([ours]);
  });

  test("is not known where it may be one whose secret cannot be read: that is no forgery", async () => {
    const secrets = secretsWith({ "ssm:ours": "one" });
    await expect(signersOf([ours, theirs], isSignedBy("another"), secrets)).rejects.toThrow("ssm:theirs is not there");
  });

  test.each(["", " ", "\n"])(
    "is nobody by a secret that holds nothing (%j), with which anybody could sign",
    async (empty) => {
      const secrets = secretsWith({ "ssm:ours": empty });
      await expect(signersOf([ours], isSignedBy(""), secrets)).rejects.toThrow("ssm:ours holds nothing");
    },
  );
});

test("what may have changed is asked to be read anew", async () => {
  const secrets = secretsWith({ "ssm:ours": "one" });
  await readAnew("ssm:ours", secrets);
  expect(secrets.forgotten).toEqual(["ssm:ours"]);
});
