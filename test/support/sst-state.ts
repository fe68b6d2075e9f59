/** What SST would keep of a deployment of a synthesis, as `sst state export` prints it. */
import type { Synthesis } from "../synth/synthesis/synthesize.ts";

/** @param account in place of the invented one. */
export function sstState({ resources, release }: Synthesis, account: string): string {
  const urnOf = (place: string) => `urn:pulumi:prod::tocsin::${place}`;
  const text = JSON.stringify({
    stack: "organization/tocsin/prod",
    latest: {
      manifest: {},
      resources: [
        { urn: urnOf("pulumi:pulumi:Stack::tocsin-prod"), custom: false, outputs: { release } },
        { urn: urnOf("pulumi:providers:aws::default_7_20_0"), custom: true, inputs: { region: "eu-central-1" } },
        { urn: urnOf("sst:aws:Function::Oncall"), custom: false },
        ...resources.map(({ place, inputs, isKept }) => ({
          urn: urnOf(place),
          custom: true,
          // Since its seventh version the provider writes down of each resource where it is.
          inputs: {
            ...inputs,
            region: inputs.region ?? "eu-central-1",
            path: inputs.path ?? "/",
            __defaults: ["path"],
          },
          retainOnDelete: isKept,
        })),
      ],
    },
  });
  return text.replaceAll("111122223333", account);
}
