/** A silence mutes notifications of the alerts that match it, until it ends. It changes no alert. */
import type { Severity } from "@tocsin/core/alert/severity";
import type { Instant } from "@tocsin/core/event/instant";
import type { Matcher } from "@tocsin/core/pattern/pattern";

/** Made at run time, by somebody, for some time. */
export interface Silence {
  readonly id: string;
  readonly of: { readonly alertId: string } | { readonly matches: Matcher };
  /** What is more severe breaks through. */
  readonly upTo: Severity;
  /** Then nothing breaks through. */
  readonly evenIfWorse: boolean;
  readonly by: string;
  readonly why: string;
  readonly ticket?: string | undefined;
  readonly madeAt: Instant;
  readonly from: Instant;
  /** The first instant at which it mutes nothing any more. */
  readonly until: Instant;
  /** When somebody ended it early. */
  readonly expiredAt?: Instant | undefined;
}
