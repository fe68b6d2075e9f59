/** The policy that a function goes by: the one in force, or the last good one where that cannot be read. */
import { defaultPolicy, parsePolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import { refusalText } from "@tocsin/core/text/parse";
import type { ItemRead } from "../alerts/items/items.ts";
import type { PolicyStore } from "./policy-store.ts";

export interface VersionedPolicy {
  /** 0 for what holds before the first was pushed. */
  readonly version: number;
  readonly policy: Policy;
}

/** Gives the policy that `pointed` says is in force. @throws CallError */
export type PolicyInForce = (pointed: ItemRead<number>) => Promise<VersionedPolicy>;

/** What holds before a policy was pushed. */
const beforeTheFirst: VersionedPolicy = { version: 0, policy: defaultPolicy };

/** So many older versions are looked through for one that can be read. */
const OLDER_TRIED = 20;

/**
 * A version that cannot be read is damaged, of a later format, or says what this code refuses. It is reported each time, as long as it is in force.
 * Then what was in use stays in use; a function that has just started takes the newest version that it can read.
 * @param report takes the reason.
 */
export function createPolicyInForce(store: PolicyStore, report: (problem: string) => void): PolicyInForce {
  let known: VersionedPolicy | undefined;

  return async (pointed) => {
    if (pointed.ok && pointed.value === 0) return beforeTheFirst;
    if (pointed.ok && pointed.value === known?.version) return known;
    const compiled = pointed.ok ? await compiledVersion(pointed.value) : pointed.error.message;
    if (typeof compiled === "string") report(compiled);
    known = typeof compiled === "string" ? (known ?? (await newestReadable())) : compiled;
    return known;
  };

  /** Gives why not, where it cannot be used. */
  async function compiledVersion(version: number): Promise<VersionedPolicy | string> {
    const read = await store.version(version);
    if (read === undefined) return `version ${version} of the policy is in force, and is not there`;
    if (!read.ok) return read.error.message;
    const parsed = parsePolicy(read.value.written);
    if (!parsed.ok) return `version ${version} of the policy is refused: ${refusalText(parsed.refusal)}`;
    return { version, policy: parsed.value };
  }

  async function newestReadable(): Promise<VersionedPolicy> {
    let tried = 0;
    for await (const record of store.history()) {
      if (tried === OLDER_TRIED) break;
      tried += 1;
      const compiled = record.ok ? await compiledVersion(record.value.version) : record.error.message;
      if (typeof compiled !== "string") return compiled;
    }
    return beforeTheFirst;
  }
}
