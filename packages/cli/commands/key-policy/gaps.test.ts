import { stageNames } from "@tocsin/aws/names";
import { accountStatement, type KeyStatement, keyPolicyOf, serviceStatements } from "@tocsin/infra/key-policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { judgePolicy } from "./gaps.ts";

const place = { partition: "aws", region: "eu-central-1", account: "111122223333", dnsSuffix: "amazonaws.com" };
const wanted = [accountStatement(place, false), ...serviceStatements(place, stageNames("prod"))];
const saying = (statements: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

test("a policy that says what is printed leaves nothing unsaid, whatever else it says", () => {
  const others = fc.array(
    fc.record({
      Effect: fc.constant("Allow"),
      Principal: fc.constant("*"),
      Action: fc.string(),
      Resource: fc.string(),
    }),
  );
  fc.assert(
    fc.property(others, fc.nat(wanted.length), (more, where) => {
      const statements = [...wanted.slice(0, where), ...more, ...wanted.slice(where)];
      expect(judgePolicy(saying(statements), wanted)).toEqual({ gaps: [], denies: false });
    }),
  );
});

test("each action that is taken out of any statement is a gap, unless another statement allows it", () => {
  for (const [i, statement] of wanted.entries()) {
    for (const action of [statement.Action].flat()) {
      const left = [statement.Action].flat().filter((one) => one !== action);
      const statements = wanted.map((one, j) => (i === j ? { ...one, Action: left } : one));
      const { gaps } = judgePolicy(saying(statements), wanted);
      expect(gaps.map((gap) => gap.action)).toContain(action);
    }
  }
});

const [forQueues] = serviceStatements(place, stageNames("prod"));
const only = (forQueues ? [forQueues] : []) as readonly KeyStatement[];
const changed = (change: object) => saying([{ ...forQueues, ...change }]);

test.each([
  ["one action as a text", saying(only.flatMap((one) => [one.Action].flat().map((Action) => ({ ...one, Action }))))],
  ["all actions of KMS", changed({ Action: "kms:*" })],
  ["actions by a pattern, in another case", changed({ Action: ["kms:decrypt", "kms:GenerateDataKey*"] })],
  ["everybody", changed({ Principal: "*" })],
  ["the service among others", changed({ Principal: { Service: ["sns.amazonaws.com", "events.amazonaws.com"] } })],
  ["no condition", changed({ Condition: undefined })],
  ["the condition as a list", changed({ Condition: { StringEquals: { "aws:SourceAccount": ["111122223333"] } } })],
  ["a single statement, which is no list", JSON.stringify({ Statement: forQueues })],
])("what is allowed to %s is allowed", (_title, policy) => {
  expect(judgePolicy(policy, only).gaps).toEqual([]);
});

test.each([
  ["denied", changed({ Effect: "Deny" })],
  ["allowed to another service", changed({ Principal: { Service: "sns.amazonaws.com" } })],
  ["allowed to all but somebody", changed({ Principal: undefined, NotPrincipal: { AWS: "x" } })],
  ["all but an action", changed({ Action: undefined, NotAction: "kms:Encrypt" })],
  ["on another account's behalf", changed({ Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } } })],
  [
    "on a further condition",
    changed({ Condition: { ...forQueues?.Condition, Bool: { "aws:SecureTransport": "true" } } }),
  ],
  ["of a longer name alone", changed({ Action: ["kms:DecryptAll", "xkms:GenerateDataKey"] })],
  ["of no resource", changed({ Resource: [] })],
])("what is %s is not allowed", (_title, policy) => {
  const missing = judgePolicy(policy, only).gaps;
  expect(missing.map(({ action }) => action)).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
  expect(missing[0]).toEqual({
    who: "events.amazonaws.com",
    action: "kms:Decrypt",
    condition: "StringEquals aws:SourceAccount 111122223333",
  });
});

test("an account may be named by its number", () => {
  const account = [accountStatement(place, false)];
  const byNumber = { ...account[0], Principal: { AWS: "111122223333" } };
  expect(judgePolicy(saying([byNumber]), account).gaps).toEqual([]);
  expect(judgePolicy(saying([{ ...byNumber, Principal: { AWS: "444455556666" } }]), account).gaps).not.toEqual([]);
});

test("what denies is told of", () => {
  const denying = { Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*" };
  expect(judgePolicy(JSON.stringify(keyPolicyOf(wanted)).replace("[", `[${JSON.stringify(denying)},`), wanted)).toEqual(
    {
      gaps: [],
      denies: true,
    },
  );
});
