/** What a check of `tocsin doctor` comes to. */
import type { Asked, Unanswered } from "@tocsin/aws/prerequisites/asked";

export type CheckResult = Place & ({ readonly state: "well"; readonly what: string } | Wrong | Unknown);

interface Place {
  readonly check: CheckName;
  /** A region, or the whole organization. */
  readonly where: string;
}

export type CheckName =
  | "account"
  | `administrator-${string}`
  | "certificate-events"
  | "recorder"
  | "region"
  | "stacksets"
  | "trail"
  | "unit"
  | "other-trails";

export interface Wrong {
  readonly state: "wrong";
  readonly what: string;
  /** What Tocsin does not hear, or hears and may not believe, because of it. */
  readonly missed: string;
  readonly remedy: readonly RemedyStep[];
}

export interface RemedyStep {
  /** Who does it: `in the management account`. */
  readonly where: string;
  /** A command, or what to change in a file. */
  readonly act: string;
}

/** What could not be asked, or cannot be seen from this account. It is never taken for well. */
export interface Unknown {
  readonly state: "unknown";
  readonly what: string;
  /** What AWS said; nothing where nothing was asked. */
  readonly problem?: string | undefined;
  /** What the question takes, as IAM names it; nothing where no permission would help. */
  readonly permission?: string | undefined;
}

export const IN_MANAGEMENT = "in the management account";
export const IN_THIS_ACCOUNT = "in this account";
export const IN_CONFIGURATION = "in the configuration";
/** What is set in each account for itself. */
export const IN_EACH_ACCOUNT = "in this account, and in each other that is set alike";

/** The judgement of an answer, or that there is none. */
export function judged<T>(place: Place, asked: Asked<T>, judge: (value: T) => Judgement): CheckResult {
  return { ...place, ...(asked.known ? judge(asked.value) : unanswered(asked)) };
}

export type Judgement = { readonly state: "well"; readonly what: string } | Wrong | Unknown;

const reasons: Record<Unanswered["why"], string> = {
  denied: "access is denied",
  throttled: "AWS was asked too often; try again",
  "region-off": "the region is not enabled in this account, or does not have the service",
  failed: "the question failed",
};

export function unanswered({ why, permission, problem }: Unanswered): Unknown {
  return {
    state: "unknown",
    what: reasons[why],
    problem,
    // Another permission helps nobody whose region is off.
    ...(why === "denied" && { permission }),
  };
}
