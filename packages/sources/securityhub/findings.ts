/** Findings of products that have no source of their own: Firewall Manager, Access Analyzer, partners' products, and an organization's own. */
import type { Observation } from "@tocsin/core/alert/observation";
import { markedAsSample } from "../sample-mark.ts";
import type { HubFinding } from "./formats/hub-finding.ts";
import { typeIn } from "./formats/product.ts";
import { affectedBy, common, type Envelope, spoken } from "./spoken.ts";

export function ofAnyProduct(event: Envelope, finding: HubFinding): readonly Observation[] {
  const { isSample, severity, title, productName } = finding;
  return spoken(event, finding, {
    ...common(finding),
    ...affectedBy(finding),
    identity: { condition: "finding", ...aboutFinding(finding) },
    title: isSample ? markedAsSample(title) : title,
    summary: `${productName} reports a finding${typed(finding)}, according to Security Hub.`,
    severity: isSample ? "INFORMATIONAL" : severity,
    attributes: factsOf(finding),
  });
}

/** The product's name is part of the identity, as two products may give the same id. */
export function aboutFinding({ place, product, id }: HubFinding) {
  return { ...place, resource: "", discriminator: `${product}/${id}` };
}

export function factsOf({ productName, types, resources, isSample, provider }: HubFinding) {
  return {
    product: productName,
    findingType: typeIn(types) ?? types[0],
    resourceType: resources[0]?.type || undefined,
    sample: isSample || undefined,
    provider,
  };
}

function typed({ types }: HubFinding): string {
  const type = typeIn(types) ?? types[0];
  return type ? ` of the type ${type}` : "";
}
