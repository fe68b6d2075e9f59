/** Policies that run on a small past of threats. */
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import type { Severity } from "@tocsin/core/alert/severity";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { type Instant, instant, shift } from "@tocsin/core/event/instant";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { certificate } from "@tocsin/core/testing/arbitraries";
import { sees } from "@tocsin/core/testing/timeline";
import type { Silence } from "@tocsin/oncall/silence";
import { expect } from "vitest";
import type { RecordedAlert } from "../recorded-alert.ts";
import { type Notified, type Rerun, rerun } from "../rerun.ts";

export const START = instant("2026-11-25T10:00:00Z");
export const UNTIL = instant("2026-11-26T10:00:00Z");
export const after = (minutes: number): Instant => shift(START, minutes * 60_000);

/** A past in which a threat of that severity is seen at these minutes. */
export function past(name: string, severity: Severity, ...minutes: readonly number[]): RecordedAlert {
  const identity: Identity = {
    ...certificate,
    condition: "threat",
    resource: `arn:aws:iam::111122223333:user/${name}`,
  };
  const id = alertId(identity);
  const arrivals = minutes.map((minute) => {
    const { statement } = sees("guardduty", after(minute), { severity, title: `Threat to ${name}` });
    return { kind: "observation", at: after(minute), observation: { alertId: id, identity, statement } } as const;
  });
  return { alertId: id, arrivals };
}

const channels = { desk: { type: "console" }, lead: { type: "console" } };
export const both = { name: "all", match: { severity: ["HIGH", "CRITICAL"] }, channels: ["desk"] };

interface Given {
  readonly from?: Instant;
  readonly isFoldedOnce?: boolean;
  readonly isRecountMatched?: boolean;
  readonly liveSince?: Instant;
  readonly silences?: readonly Silence[];
  readonly until?: Instant;
}

export async function reruns(
  policies: readonly object[],
  pasts: readonly RecordedAlert[],
  { from = START, isFoldedOnce = false, isRecountMatched = false, liveSince, silences = [], until = UNTIL }: Given = {},
) {
  const notified: Notified[] = [];
  const compiled = policies.map((given) => {
    const policy = parsePolicy({ channels, unrouted: "ignore", ...given });
    if (!policy.ok) throw new TypeError(`${policy.refusal.path}: ${policy.refusal.problem}`);
    return policy.value;
  });
  const options = {
    ...{ policies: compiled, isFoldedOnce, isRecountMatched, span: { from, until } },
    circumstances: { directory: emptyDirectory, silences, liveSince },
    ...{ onDecided: () => {}, onNotified: (one: Notified) => notified.push(one) },
  };
  const results = await rerun(
    (async function* () {
      yield* pasts;
    })(),
    options,
  );
  const result = (i: number): Rerun => results[i] ?? expect.fail(`there is no result ${i}`);
  const policy = (i: number) => compiled[i] ?? expect.fail(`there is no policy ${i}`);
  return { before: result(0), after: results[1] ?? result(0), notified, policy, span: options.span };
}
