import fc from "fast-check";
import { expect, test } from "vitest";
import { severities } from "../alert/severity.ts";
import { instant } from "../event/instant.ts";
import { isPlain } from "../text/text.ts";
import { checkPolicy } from "./check-policy.ts";
import { dryRunsIn, withoutDryRun } from "./dry-run.ts";
import { isRunbookUrl } from "./links/runbook.ts";
import { parsePolicy, writtenPolicy } from "./parse-policy.ts";
import { weekdays } from "./policy.ts";
import { urgencies } from "./urgency.ts";

const channels = { console: { type: "console" }, people: { type: "sns" }, lead: { type: "console" } };
const someChannels = fc.subarray(Object.keys(channels), { minLength: 1 });
const someName = fc.string({ minLength: 1, maxLength: 8 }).filter(isPlain);
const someMatch = fc.constantFrom<object[]>(
  { severity: ["HIGH", "CRITICAL"] },
  { account: ["111122223333"] },
  { $or: [{ condition: ["threat"] }, { region: [{ prefix: "eu-" }] }] },
);
const steadyMatch = fc.constantFrom<object[]>(
  { account: ["111122223333"] },
  { condition: [{ "anything-but": "threat" }] },
);
const someTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const maybe = { nil: undefined };
const someMode = fc.option(fc.constant("dry-run"), maybe);

const someSilence = fc
  .record({
    ...{ name: someName, match: someMatch, from: someTime, to: fc.oneof(someTime, fc.constant("24:00")) },
    days: fc.subarray([...weekdays], { minLength: 1 }),
    timezone: fc.option(fc.constantFrom("Asia/Kolkata", "America/New_York"), maybe),
    reach: fc.constantFrom({}, { upTo: "LOW" }, { upTo: "HIGH" }, { evenIfWorse: true }),
  })
  .filter(({ from, to }) => from !== to)
  .map(({ reach, ...silence }) => ({ ...silence, ...reach }));

const someEscalation = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 10_080 }), someChannels), {
    ...{ minLength: 1, maxLength: 10, selector: ([afterMinutes]) => afterMinutes },
  })
  .map((steps) => ({
    name: "up",
    steps: steps.toSorted(([a], [b]) => a - b).map(([afterMinutes, names]) => ({ afterMinutes, channels: names })),
  }));

const someRoute = fc.record({
  ...{ name: someName, match: someMatch, channels: someChannels },
  urgency: fc.option(fc.constantFrom(...urgencies), maybe),
  group: fc.option(fc.constantFrom<unknown[]>("alert", ["owner"], ["condition", "directory.ou"]), maybe),
  escalation: fc.option(fc.constant("up"), maybe),
  mode: someMode,
});

/** A policy that is not refused, with any of its parts left out, as YAML is read: without what is undefined. */
const somePolicy = fc
  .record({
    timezone: fc.option(fc.constant("Europe/Berlin"), maybe),
    owners: fc.option(
      fc.array(fc.record({ name: someName, match: steadyMatch, owner: someName }), { maxLength: 2 }),
      maybe,
    ),
    fallbackOwner: fc.option(someName, maybe),
    severity: fc.option(
      fc.array(
        fc.record({ name: someName, match: someMatch, severity: fc.constantFrom(...severities), mode: someMode }),
        { maxLength: 2 },
      ),
      maybe,
    ),
    urgency: fc.option(
      fc.array(fc.record({ name: someName, match: someMatch, urgency: fc.constantFrom(...urgencies) }), {
        maxLength: 2,
      }),
      maybe,
    ),
    runbooks: fc.option(
      fc.array(
        fc.record({
          name: someName,
          match: someMatch,
          url: fc.webUrl({ validSchemes: ["https"] }).filter(isRunbookUrl),
        }),
        {
          maxLength: 2,
        },
      ),
      maybe,
    ),
    accessPortal: fc.option(
      fc.record({
        url: fc.constantFrom(
          "https://d-1234567890.awsapps.com/start",
          "https://start.us-gov-home.awsapps.com/directory/x",
        ),
        role: fc.option(fc.constant("SecurityAudit"), maybe),
      }),
      maybe,
    ),
    routes: fc.option(fc.uniqueArray(someRoute, { maxLength: 3, selector: ({ name }) => name }), maybe),
    answer: fc.constantFrom({ fallback: "people" }, { unrouted: "ignore" }),
    escalation: someEscalation,
    silences: fc.option(fc.array(someSilence, { maxLength: 2 }), maybe),
  })
  .map(({ answer, escalation, ...parts }): unknown =>
    JSON.parse(JSON.stringify({ channels, escalations: [escalation], ...answer, ...parts })),
  );

test("what is stored of a policy is read again as the same, is not refused, and compiles to the same", () => {
  fc.assert(
    fc.property(somePolicy, fc.nat(), (policy, version) => {
      expect(checkPolicy(policy).errors).toEqual([]);
      const written = writtenPolicy(policy);
      const stored: unknown = JSON.parse(JSON.stringify(written.ok && written.value));
      expect(writtenPolicy(stored)).toEqual({ ok: true, value: stored });
      expect(checkPolicy(stored)).toEqual(checkPolicy(policy));
      // Patterns compile to functions, which JSON leaves out.
      expect(JSON.stringify(parsePolicy(stored, version))).toBe(JSON.stringify(parsePolicy(policy, version)));
    }),
    { numRuns: 200 },
  );
});

/** Patterns compile to functions, of which each is another. */
function goneBy(written: unknown): unknown {
  const parsed = parsePolicy(written);
  if (!parsed.ok) throw new Error(`${parsed.refusal.path}: ${parsed.refusal.problem}`);
  const { tried: _tried, ...rest } = parsed.value;
  return JSON.parse(JSON.stringify(rest));
}

test("a policy does what it would do without its rules in dry run, and with them once their mode is taken away", () => {
  fc.assert(
    fc.property(somePolicy, (policy) => {
      const written = writtenPolicy(policy);
      if (!written.ok) throw new Error(written.refusal.problem);
      const { severity, routes } = written.value;
      const isLive = ({ mode }: { readonly mode?: string | undefined }) => mode === undefined;
      const rest = { ...written.value, severity: severity.filter(isLive), routes: routes.filter(isLive) };
      expect(goneBy(written.value)).toEqual(goneBy(rest));
      const tried = dryRunsIn(JSON.parse(JSON.stringify(written.value)), instant("2026-11-20T12:00:00Z"), undefined);
      expect(tried).toHaveLength(severity.length + routes.length - rest.severity.length - rest.routes.length);
      const live = withoutDryRun(written.value, tried);
      const unmoded = (rules: readonly object[]) => rules.map((rule) => ({ ...rule, mode: undefined }));
      expect(goneBy(live)).toEqual(goneBy({ ...live, severity: unmoded(severity), routes: unmoded(routes) }));
      expect(goneBy(live)).toHaveProperty("routes.length", routes.length);
    }),
    { numRuns: 200 },
  );
});
