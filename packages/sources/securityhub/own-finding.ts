/**
 * The findings that Tocsin itself writes into Security Hub, or publishes in OCSF: read back, each would be an alert about an alert. Their
 * names identify them, whichever deployment wrote them.
 */
import { OWN_GENERATOR, OWN_PRODUCT } from "@tocsin/core/release";
import { isObject } from "@tocsin/core/text/json";

export function isOwnFinding({ GeneratorId, metadata }: Readonly<Record<string, unknown>>): boolean {
  return (typeof GeneratorId === "string" && GeneratorId.startsWith(OWN_GENERATOR)) || isOwnProduct(metadata);
}

function isOwnProduct(metadata: unknown): boolean {
  if (!isObject(metadata) || !isObject(metadata.product)) return false;
  const { name, vendor_name } = metadata.product;
  return name === OWN_PRODUCT && vendor_name === OWN_PRODUCT;
}
