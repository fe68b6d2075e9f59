import fc from "fast-check";
import { expect, test } from "vitest";
import { tryOut } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { inspector } from "./source.ts";

const { read } = tryOut(inspector);

test("no finding of a scan on demand ever reaches an alert of Inspector's continuous scans", () => {
  const id = fc.stringMatching(/^[0-9a-f/]{1,40}$/);
  fc.assert(
    fc.property(id, id, (native, forged) => {
      const arn = "arn:aws:inspector2:eu-central-1:222233334444:finding";
      const continuous = { ...samples.packageFinding.detail, findingArn: `${arn}/${native}` };
      const onDemand = { ...samples.onDemandFinding.detail, findingArn: `${arn}/${forged}` };
      const known = read({ ...samples.packageFinding, detail: continuous });
      const told = read({ ...samples.onDemandFinding, detail: onDemand });
      fc.pre(known.outcome === "observed" && told.outcome === "observed");
      expect(told.observations[0]?.alertId).not.toBe(known.observations[0]?.alertId);
    }),
  );
});
