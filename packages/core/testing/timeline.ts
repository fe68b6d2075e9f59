/** Short words for the examples of tests: what reporters said of one certificate, and on which day. */
import { type Alert, decided, merge, observed } from "../alert/alert.ts";
import type { Acknowledgement, Decision, Seen } from "../alert/decision.ts";
import { alertId } from "../alert/identity.ts";
import type {
  ActiveStatement,
  ClearedStatement,
  Effect,
  Observation,
  Remark,
  Statement,
} from "../alert/observation.ts";
import { type Instant, MILLISECONDS_PER_DAY, shift } from "../event/instant.ts";
import { certificate, start } from "./arbitraries.ts";

/** Days after November 1, 2026, and milliseconds after that for the two sides of a boundary. */
export function day(days: number, milliseconds = 0): Instant {
  return shift(start, days * MILLISECONDS_PER_DAY + milliseconds);
}

export function sees(reporter: string, at: Instant, more: Partial<ActiveStatement> = {}): Observation {
  return observation({ ...said(reporter, at, "sees it"), state: "active", severity: "MEDIUM", ...more });
}

export function clears(reporter: string, at: Instant, more: Partial<ClearedStatement> = {}): Observation {
  return observation({
    ...said(reporter, at, "sees it no more"),
    state: "cleared",
    scope: "reporter",
    because: "fixed",
    ...more,
  });
}

export function remarks(effect: Effect, at: Instant, more: Partial<Remark> = {}): Observation {
  return observation({ ...said("operator", at, `remarks: ${effect}`), state: "remark", effect, ...more });
}

export function acknowledges(at: Instant, seen?: Seen, until?: Instant): Acknowledgement {
  return { kind: "acknowledge", at, by: "ada", why: "on it", ...(seen && { seen }), ...(until && { until }) };
}

export function suppresses(at: Instant, until: Instant): Decision {
  return { kind: "suppress", at, until, by: "ada", why: "migrating" };
}

export function resolves(at: Instant): Decision {
  return { kind: "resolve", at, by: "ada", why: "replaced by hand" };
}

export function reopens(at: Instant): Decision {
  return { kind: "reopen", at, by: "ada", why: "still there" };
}

/** The alert that these make, in whatever order they came. */
export function alertOf(first: Observation, ...others: readonly (Observation | Decision)[]): Alert {
  return others.reduce<Alert>(
    (alert, next) => merge(alert, "kind" in next ? decided(alert, next) : observed(next)),
    observed(first),
  );
}

function said(reporter: string, at: Instant, says: string) {
  return {
    reporter,
    at,
    sentAt: at,
    eventId: `${reporter}-${at}`,
    title: `${reporter} ${says}`,
    summary: `${reporter} ${says} at ${at}`,
    resource: certificate.resource,
    attributes: { domain: "www.example.com" },
  };
}

function observation(statement: Statement): Observation {
  return { alertId: alertId(certificate), identity: certificate, statement };
}
