/** What of the changelog a person must do at an upgrade: the points under "Upgrading" of each version. */

export interface Steps {
  readonly version: string;
  readonly steps: readonly string[];
}

const SECTION = /^## \[?([^\]\s]+)\]?.*$/;
const UPGRADING = /^### Upgrading$/;

/** Of the versions after `deployed`, the newest first; of all where nobody knows what is deployed. What is unreleased is after every version. */
export function stepsAfter(deployed: string | undefined, changelog: string): readonly Steps[] {
  const found: { version: string; steps: string[] }[] = [];
  let inSteps = false;
  for (const line of changelog.split("\n")) {
    const [, version] = SECTION.exec(line) ?? [];
    if (version !== undefined) found.push({ version, steps: [] });
    if (line.startsWith("#")) inSteps = UPGRADING.test(line);
    const last = found.at(-1);
    if (!inSteps || last === undefined) continue;
    if (line.startsWith("- ")) last.steps.push(line.slice(2));
    else if (/^\s+\S/.test(line)) last.steps.push(`${last.steps.pop() ?? ""} ${line.trim()}`);
  }
  const end = found.findIndex(({ version }) => version === deployed);
  return (end === -1 ? found : found.slice(0, end)).filter(({ steps }) => steps.length > 0);
}
