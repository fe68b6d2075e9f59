import { problemsOfPolicy, writtenPolicy } from "./parse-policy.ts";
import { type Warning, warningsOf } from "./warnings/policy-warnings.ts";

/** All errors and warnings of a policy. With errors it is refused; warnings are only given without errors. */
export interface PolicyCheck {
  readonly errors: readonly Warning[];
  readonly warnings: readonly Warning[];
}

/** Looks at a policy as read from YAML, as a whole. */
export function checkPolicy(value: unknown): PolicyCheck {
  const errors = problemsOfPolicy(value);
  const written = errors.length === 0 ? writtenPolicy(value) : undefined;
  return { errors, warnings: written?.ok ? warningsOf(written.value) : [] };
}
