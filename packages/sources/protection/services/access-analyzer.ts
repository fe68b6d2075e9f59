/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html */
import { defineService, named, type Place, switched, valueAt } from "../effect.ts";

export const accessAnalyzer = defineService({
  name: "access-analyzer",
  label: "IAM Access Analyzer",
  arnService: "access-analyzer",
  consolePath: "/access-analyzer/home",
  protections: {
    analyzer: {
      subject: ({ name }) => `The access analyzer ${name}`,
      severity: "HIGH",
      ...switched,
      meaning: "resources that it watched can be opened to others without a finding",
      remedy:
        "Make the analyzer again under its name: `aws accessanalyzer create-analyzer`. If another has taken its place, resolve the alert.",
      resource: ({ name }) => `analyzer/${name}`,
    },
    rule: {
      subject: ({ name }) => `The archive rule ${name}`,
      severity: "LOW",
      off: { is: "archives findings", was: "was changed" },
      on: { is: "archives nothing", was: "was deleted" },
      meaning: "findings that it matches are archived before anybody sees them",
      remedy:
        "Read the rule's filter: it must hide nothing that matters. If it does, or if nobody knows it, delete it with `aws accessanalyzer delete-archive-rule`.",
      resource: (_, parameters) => {
        const analyzer = valueAt(parameters, "analyzerName");
        return typeof analyzer === "string" ? `analyzer/${analyzer}` : undefined;
      },
    },
  },
  calls: {
    DeleteAnalyzer: [{ protection: "analyzer", name: named("analyzerName"), turn: "off", did: "was deleted" }],
    CreateAnalyzer: [
      { protection: "analyzer", name: named("analyzerName"), turn: "on" },
      { protection: "rule", each: "archiveRules", name: inAnalyzer, turn: "off", did: "was made" },
    ],
    CreateArchiveRule: [{ protection: "rule", name: inAnalyzer, turn: "off", did: "was made" }],
    UpdateArchiveRule: [{ protection: "rule", name: inAnalyzer, turn: "off" }],
    DeleteArchiveRule: [{ protection: "rule", name: inAnalyzer, turn: "on" }],
  },
});

/** A rule's name is unique only within its analyzer. */
function inAnalyzer({ item, parameters }: Place): string | undefined {
  const [analyzer, rule] = [valueAt(parameters, "analyzerName"), valueAt(item, "ruleName")];
  return typeof analyzer === "string" && typeof rule === "string" ? `${analyzer}/${rule}` : undefined;
}
