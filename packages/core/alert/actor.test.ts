import { expect, test } from "vitest";
import { instant } from "../event/instant.ts";
import { type Actor, actorText } from "./actor.ts";

const call = { call: "DeleteDetector", at: instant("2026-11-12T09:14:00Z") };
const account = "111122223333";

test.each<readonly [string, Omit<Actor, "call" | "at">, string]>([
  [
    "the root user has no other name",
    { kind: "root", name: "root", account },
    "the root user, of account 111122223333",
  ],
  ["a user has its kind and name", { kind: "user", name: "bob" }, "user bob"],
  ["a role has its session", { kind: "role", name: "deploy", session: "ada" }, "role deploy, session ada"],
  ["a caller of no known kind has its name alone", { kind: "unknown", name: "bob" }, "bob"],
  [
    "one of another account is said to be that",
    { kind: "user", name: "bob", account, isForeign: true },
    "user bob, of another account, 111122223333",
  ],
])("%s", (_title, actor, text) => {
  expect(actorText({ ...call, ...actor })).toBe(text);
});
