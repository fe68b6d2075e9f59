/** The checks can fail: each way to weaken the deployment is caught by the check that is meant for it, which names the resource. */
import { expect, test } from "vitest";
import { checks } from "./checks.ts";
import { alarmMutations } from "./mutations/alarms.ts";
import { deliveryMutations } from "./mutations/delivery.ts";
import { encryptionMutations } from "./mutations/encryption.ts";
import { flowMutations } from "./mutations/flow.ts";
import { limitMutations } from "./mutations/limits.ts";
import { apiMutations, callbackMutations, linkMutations } from "./mutations/links.ts";
import { mailMutations } from "./mutations/mails.ts";
import { measureMutations } from "./mutations/measures.ts";
import type { Mutation } from "./mutations/mutation.ts";
import { operationMutations } from "./mutations/operation.ts";
import { policyMutations } from "./mutations/policies.ts";
import { roleMutations } from "./mutations/roles.ts";
import { siemMutations } from "./mutations/siem.ts";
import { wiringMutations } from "./mutations/wiring.ts";
import type { Resource } from "./synthesis/mock-cloud.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

const mutations: readonly Mutation[] = [
  ...alarmMutations,
  ...deliveryMutations,
  ...encryptionMutations,
  ...flowMutations,
  ...limitMutations,
  ...callbackMutations,
  ...linkMutations,
  ...mailMutations,
  ...measureMutations,
  ...operationMutations,
  ...policyMutations,
  ...roleMutations,
  ...siemMutations,
  ...wiringMutations,
];

/** The graphs are had once the tests run; both have links, by the front that their name says, and write for SIEMs, and the first is of the stage `prod`. */
export function describeMutations(stages: { readonly url: () => Synthesis; readonly api: () => Synthesis }): void {
  test("each check can fail", () => {
    const caught = [...mutations, ...apiMutations].map(({ check }) => check);
    expect(new Set(caught)).toEqual(new Set(Object.keys(checks)));
  });

  test.each([
    ...mutations.map((mutation) => ({ ...mutation, synthesis: stages.url })),
    ...apiMutations.map((mutation) => ({ ...mutation, synthesis: stages.api })),
  ])("$title", ({ synthesis, ...mutation }) => {
    const found = checks[mutation.check](mutate(synthesis(), mutation));
    expect(found.map((flaw) => flaw.resource)).toContain(mutation.named);
  });
}

function mutate(synthesis: Synthesis, { mutated, change }: Mutation): Synthesis {
  const [resource, ...others] = synthesis.resources.filter(({ name }) => name === mutated);
  if (resource === undefined || others.length > 0) throw new Error(`not one resource is named ${mutated}`);
  const changed: readonly Resource[] = change ? [{ ...resource, inputs: change({ ...resource.inputs }) }] : [];
  return { ...synthesis, resources: synthesis.resources.flatMap((one) => (one === resource ? changed : [one])) };
}
