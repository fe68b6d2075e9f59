/** What a check of `tocsin verify` comes to. */
import type { Found } from "@tocsin/aws/deployed/found";
import type { Asked } from "@tocsin/aws/prerequisites/asked";
import { unanswered } from "../doctor/check-result.ts";
import type { LineName } from "./line.ts";

export type VerifyResult = Place & Judged;

export interface Place {
  readonly check: LineName;
  /** The part that was looked at, by its noun: `ingest-acm`; or a region; or the stage. */
  readonly where: string;
}

export type Judged =
  | { readonly state: "ok"; readonly what: string }
  | {
      /** A warning is of what may be as it is meant. */
      readonly state: "warning" | "failed";
      readonly what: string;
      /** What to do. */
      readonly remedy: string;
    }
  | CouldNotCheck;

export interface CouldNotCheck {
  readonly state: "could-not-check";
  readonly what: string;
  /** What AWS said; nothing where nothing was asked. */
  readonly problem?: string | undefined;
  /** What the question takes, as IAM names it; nothing where no permission would help. */
  readonly permission?: string | undefined;
}

export const THE_STAGE = "the stage";

export const ok = (what: string): Judged => ({ state: "ok", what });
export const failed = (what: string, remedy: string): Judged => ({ state: "failed", what, remedy });
export const warning = (what: string, remedy: string): Judged => ({ state: "warning", what, remedy });

export const DEPLOY_AGAIN = "deploy the stage again, and look at what the deployment says of it";

/** The judgement of an answer, or that there is none. */
export function judgedAs<T>(place: Place, asked: Asked<T>, judge: (value: T) => Judged): VerifyResult {
  return { ...place, ...(asked.known ? judge(asked.value) : notKnown(asked)) };
}

/** The same of a part, which must be there. */
export function judgedPart<T>(place: Place, found: Found<T>, judge: (value: T) => Judged): VerifyResult {
  return judgedAs(place, found, (value) => (value === undefined ? failed("is not there", DEPLOY_AGAIN) : judge(value)));
}

/** The first of several judgements that is not well; nothing that cannot be known is taken for well. */
export function worstOf(...judgements: readonly Judged[]): Judged {
  const order = ["failed", "could-not-check", "warning", "ok"];
  const [worst = ok("")] = judgements.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return worst;
}

export function judgement<T>(asked: Asked<T>, judge: (value: T) => Judged): Judged {
  return asked.known ? judge(asked.value) : notKnown(asked);
}

function notKnown(asked: Extract<Asked<unknown>, { known: false }>): CouldNotCheck {
  const { what, problem, permission } = unanswered(asked);
  return { state: "could-not-check", what, problem, permission };
}
