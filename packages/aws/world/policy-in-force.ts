/** The versions of the policy, compiled. */
import { defaultPolicy, parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { refusalText } from "@tocsin/core/text/parse";
import type { Versions } from "./in-force.ts";
import type { PolicyReader } from "./policy-store.ts";

export function policyVersions(store: PolicyReader, report: (problem: string) => void): Versions<Policy> {
  return {
    none: defaultPolicy,
    async read(version) {
      const read = await store.version(version);
      if (read === undefined) return { problem: `version ${version} of the policy is in force, and is not there` };
      if (!read.ok) return { problem: read.error.message };
      const parsed = parsePolicy(read.value.written, version);
      if (!parsed.ok) return { problem: `version ${version} of the policy is refused: ${refusalText(parsed.refusal)}` };
      return { value: { ...parsed.value, dryRuns: read.value.dryRuns ?? [] } };
    },
    all: store.versions,
    report,
  };
}
