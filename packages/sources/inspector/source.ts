/** Amazon Inspector: vulnerabilities, and gaps in what it scans. */
import { defineSource } from "../source.ts";
import { observeAutoEnable, observeCoverage, observeOnDemandScan } from "./coverage.ts";
import { observeFinding } from "./finding.ts";
import { schema } from "./schema.ts";

export const inspector = defineSource({
  name: "inspector",
  about: "vulnerabilities of packages, code and network, and resources that are not scanned",
  pattern: {
    source: ["aws.inspector2"],
    // `Inspector2 Scan` only has the number of findings of a first scan; the findings themselves say more.
    "detail-type": [
      "Inspector2 Finding",
      "Inspector2 Coverage",
      "Inspector2 AutoEnable",
      "Inspector2 OnDemand Scan Complete",
    ],
  },
  // https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
  delegated: ["Inspector2 Finding"],
  administeredBy: () => "inspector",
  schema,
  observe(event) {
    switch (event["detail-type"]) {
      case "Inspector2 Finding":
        return observeFinding(event);
      case "Inspector2 Coverage":
        return observeCoverage(event);
      case "Inspector2 AutoEnable":
        return observeAutoEnable(event);
      case "Inspector2 OnDemand Scan Complete":
        return observeOnDemandScan(event);
    }
  },
});
