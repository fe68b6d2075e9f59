import { expect, test } from "vitest";
import { day } from "../testing/timeline.ts";
import { writable } from "./decision.ts";

test("the longest name that IAM gives is written whole", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  const by = `arn:aws-us-gov:iam::111122223333:user/${"p".repeat(510)}/${"n".repeat(64)}`;
  expect(writable({ kind: "resolve", at: day(1), by, why: "done" }).by).toBe(by);
});

test("a decision is written without the secret that somebody pasted, and with the name of who decided as it is", () => {
  const by = "jane.doe@example.com\u001b[2J";
  const why = "Rotated,\nthe old one was password=hunter2, ask jane.doe@example.com";
  expect(writable({ kind: "resolve", at: day(1), by, why })).toEqual({
    kind: "resolve",
    at: day(1),
    by: "jane.doe@example.com [2J",
    why: "Rotated, the old one was password=[secret], ask [e-mail]",
  });
});
