/**
 * AWS Security Hub, both of them: what controls find, what other products report, and findings that a person sends here by a custom action.
 */
import type { Observation, Observed } from "@tocsin/core/alert/observation";
import { OWN_GENERATOR, OWN_PRODUCT } from "@tocsin/core/release";
import { defineSource } from "../source.ts";
import { ofCheckOrCondition } from "./controls.ts";
import { observeCustomAction } from "./escalation.ts";
import { ofAnyProduct } from "./findings.ts";
import { ofAsff } from "./formats/asff.ts";
import type { HubFinding } from "./formats/hub-finding.ts";
import { ofOcsf } from "./formats/ocsf.ts";
import { type HubEvent, schema } from "./formats/schema.ts";
import { isOwnFinding } from "./own-finding.ts";
import { ofOwnSource } from "./products.ts";
import type { Envelope } from "./spoken.ts";

/**
 * A check that could not be made says nothing, unless the finding was archived with it, or a person decided on it. A check that passes is never
 * left out: it ends an alert, and an event does not say whether there was one.
 */
const wanted = {
  $or: [
    { RecordState: ["ARCHIVED"] },
    { Workflow: { Status: ["SUPPRESSED", "RESOLVED"] } },
    { Compliance: { Status: [{ exists: false }, { "anything-but": "NOT_AVAILABLE" }] } },
  ],
};

export const securityhub = defineSource({
  name: "securityhub",
  about:
    "controls that fail, findings of other products such as Firewall Manager, and findings that a person escalates, from either Security Hub; second reporter of other sources' alerts",
  // https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-securityhub.html
  pattern: {
    source: ["aws.securityhub"],
    $or: [
      {
        "detail-type": ["Security Hub Findings - Imported"],
        detail: {
          findings: { GeneratorId: [{ exists: false }, { "anything-but": { prefix: OWN_GENERATOR } }], ...wanted },
        },
      },
      {
        "detail-type": ["Findings Imported V2"],
        detail: {
          findings: { metadata: { product: { vendor_name: [{ exists: false }, { "anything-but": OWN_PRODUCT }] } } },
        },
      },
      { "detail-type": ["Security Hub Findings - Custom Action"] },
    ],
  },
  // https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-integration-types.html
  delegated: ["Security Hub Findings - Imported", "Findings Imported V2"],
  administeredBy: () => "securityhub",
  reporters: ["securityhub", "securityhub-v2", "securityhub-action"],
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "Security Hub Findings - Custom Action":
        return observeCustomAction(event);
      case "Security Hub Findings - Imported":
      case "Findings Imported V2":
        return observeFindings(event, foreignFindings(event));
    }
  },
});

type ImportedEvent = Exclude<HubEvent, { readonly "detail-type": "Security Hub Findings - Custom Action" }>;

/** All but those that Tocsin has written into Security Hub itself. */
function foreignFindings(event: ImportedEvent): readonly HubFinding[] {
  if (event["detail-type"] === "Findings Imported V2") {
    const { findings } = event.detail;
    return findings.filter((one) => !isOwnFinding(one)).map((one) => ofOcsf(one, event));
  }
  const { findings } = event.detail;
  return findings.filter((one) => !isOwnFinding(one)).map((one) => ofAsff(one, event));
}

function observeFindings(event: Envelope, findings: readonly HubFinding[]): Observed {
  const seen = findings.flatMap((finding): readonly Observation[] => {
    const observed = observeFinding(event, finding);
    return "ignored" in observed ? [] : observed;
  });
  return seen.length > 0 ? seen : { ignored: "informational" };
}

function observeFinding(event: Envelope, finding: HubFinding): Observed {
  const own = ofOwnSource(event, finding);
  if (own !== undefined) return own;
  return finding.check ? ofCheckOrCondition(event, finding, finding.check) : ofAnyProduct(event, finding);
}
