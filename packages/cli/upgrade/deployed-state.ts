/** The state that SST keeps of a deployment, as `sst state export` prints it: Pulumi's checkpoint. */
import { parse, refusalText } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { releaseSchema, type Stack, type StackResource } from "./stack-resource.ts";

/** https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/common/apitype#ResourceV3 */
const resourceSchema = v.object({
  urn: v.pipe(v.string(), v.regex(/^urn:pulumi:[^:]*::[^:]*::.+::[^:]+$/, "expected Pulumi's name of a resource")),
  custom: v.optional(v.boolean(), false),
  /** It was replaced, and is still to be deleted. */
  delete: v.optional(v.boolean(), false),
  /** Only read, and not of the stack. */
  external: v.optional(v.boolean(), false),
  retainOnDelete: v.optional(v.boolean(), false),
  inputs: v.optional(v.record(v.string(), v.unknown()), {}),
  outputs: v.optional(v.record(v.string(), v.unknown()), {}),
});
const checkpointSchema = v.object({
  stack: v.string(),
  latest: v.optional(v.object({ resources: v.optional(v.array(resourceSchema), []) }), {}),
});
type StateResource = v.InferOutput<typeof resourceSchema>;

/** @throws Error naming the field that is not of such a state. */
export function parseState(text: string): Stack {
  const parsed = parse(checkpointSchema, jsonOf(text));
  if (!parsed.ok) throw new Error(`it is no state of SST: ${refusalText(parsed.refusal)}`);
  const { resources = [] } = parsed.value.latest;
  const stack = resources.find(({ urn }) => typeOf(urn) === "pulumi:pulumi:Stack");
  const release = v.safeParse(releaseSchema, stack?.outputs.release);
  return {
    resources: resources
      .filter(({ custom, delete: isGone, external, urn }) => custom && !isGone && !external && isAws(urn))
      .map(stackResource),
    release: release.success ? release.output : undefined,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error("it is no state of SST: no JSON", { cause: error });
  }
}

/** `sst:aws:Function$aws:iam/role:Role` of `urn:pulumi:prod::tocsin::sst:aws:Function$aws:iam/role:Role::OncallRole`. */
const typesOf = (urn: string): string => urn.split("::").slice(2, -1).join("::");
const typeOf = (urn: string): string => typesOf(urn).replace(/.*\$/, "");
const isAws = (urn: string): boolean => typeOf(urn).startsWith("aws:");

function stackResource({ urn, inputs, retainOnDelete }: StateResource): StackResource {
  const name = urn.split("::").at(-1) ?? "";
  return {
    place: `${typesOf(urn)}::${name}`,
    type: typeOf(urn).replace(/^aws:/, ""),
    name,
    inputs: withoutDefaults(inputs),
    isKept: retainOnDelete,
  };
}

/** What the provider has filled in is no demand of the program; it lists what that is. */
function withoutDefaults({ __defaults: filled = [], ...inputs }: StateResource["inputs"]): StateResource["inputs"] {
  const names = Array.isArray(filled) ? filled : [];
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !names.includes(key)));
}
