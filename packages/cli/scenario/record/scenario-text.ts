/** A scenario as a file: YAML in which what is short stands on a line. */
import { plain } from "@tocsin/core/text/text";
import type { Node, YAMLMap, YAMLSeq } from "yaml";
import type { RecordedScenario } from "./recorded-scenario.ts";

/** One of them has a command with the ids of alerts. */
const REMARK_LIMIT = 1000;
/** What has more is written a field a line. */
const LINE_LENGTH = 160;

/** With what may come otherwise, as comments at its beginning. */
export async function scenarioText({ scenario, remarks }: RecordedScenario): Promise<string> {
  const yaml = await import("yaml");
  const document = new yaml.Document(scenario, { aliasDuplicateObjects: false });
  const steps = document.get("steps");
  yaml.visit(document, {
    // What it is of is long, and the time is to stand first.
    Map(_, node) {
      if (node !== document.contents && !isStep(node, steps, yaml)) flowIfShort(node);
    },
    Seq(_, node) {
      if (node.items.every((item) => yaml.isScalar(item))) flowIfShort(node);
    },
  });
  const comment = remarks.map((remark) => `# ${plain(remark, REMARK_LIMIT)}\n`).join("");
  return `${comment}${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}

function isStep(node: Node, steps: unknown, yaml: typeof import("yaml")): boolean {
  return yaml.isSeq(steps) && steps.items.includes(node);
}

function flowIfShort(node: YAMLMap | YAMLSeq): void {
  if (JSON.stringify(node).length <= LINE_LENGTH) node.flow = true;
}
