import { expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import type { Observation } from "../alert/observation.ts";
import { defaultWorld } from "../policy/world.ts";
import { alertOf, clears, day, reopens, resolves, sees } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";
import { reopenedFindings, resolvedFindings } from "./resolved-findings.ts";

const key = (id: string) => ({ id, productArn: "arn:aws:securityhub:eu-west-1::product/aws/inspector" });
const heard = sees("securityhub", day(1), { hubFinding: key("one") });
const image = (subject: string) => sees("securityhub", day(1), { subject, eventId: subject, hubFinding: key(subject) });
const marked = clears("securityhub", day(1, 1), { hubFinding: key("one") });

test.each<
  readonly [string, readonly [Observation, ...(Observation | Decision)[]], readonly string[], readonly string[]]
>([
  ["of an alert that nobody has decided on", [heard], [], []],
  ["of one that a person has resolved", [heard, resolves(day(2))], ["one"], []],
  ["of one that is over by itself", [heard, marked], [], []],
  ["of one that is seen again after it was resolved", [heard, resolves(day(2)), sees("acm", day(3))], [], []],
  ["of several subjects, resolved", [image("a"), image("b"), resolves(day(2))], ["a", "b"], []],
  ["of one that a person has reopened", [heard, marked, resolves(day(2)), reopens(day(3))], [], ["one"]],
  ["of several subjects, reopened", [image("a"), image("b"), resolves(day(2)), reopens(day(3))], [], ["a", "b"]],
  ["of one that was reopened and is over since", [heard, reopens(day(2)), clears("securityhub", day(3))], [], []],
  ["of one that Security Hub has no finding of", [sees("acm", day(1)), resolves(day(2)), reopens(day(3))], [], []],
])("the findings that follow a person's decision: %s", (_title, [first, ...others], resolved, reopened) => {
  const alert = alertOf(first, ...others);
  const head = { alert, view: evaluate(alert, defaultWorld, day(4)).view };
  const ids = (found: ReturnType<typeof resolvedFindings>) =>
    found.map((one) => (one.service === "securityhub" ? one.key.id : one.id));
  expect([ids(resolvedFindings(head)), ids(reopenedFindings(head))]).toEqual([resolved, reopened]);
});
