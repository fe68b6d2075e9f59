import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stepsAfter } from "./changelog.ts";

const changelog = `# Changelog

## [Unreleased]

### Added

- Something.

### Upgrading

- Push the policy again.
- Deploy
  twice.

## [0.3.0] - 2027-02-01

### Upgrading

- Rename a field.

### Fixed

- Something else.

## [0.2.0] - 2027-01-01

### Added

- Nothing to do.

## [0.1.0] - 2026-12-01

### Upgrading

- Say go-live.
`;

const unreleased = { version: "Unreleased", steps: ["Push the policy again.", "Deploy twice."] };
const third = { version: "0.3.0", steps: ["Rename a field."] };

test.each([
  ["the version before has but what is unreleased", "0.3.0", [unreleased]],
  ["an older one has what came after it, and no version without steps", "0.2.0", [unreleased, third]],
  ["the first has not its own steps", "0.1.0", [unreleased, third]],
  ["one that nobody knows has all", undefined, [unreleased, third, { version: "0.1.0", steps: ["Say go-live."] }]],
  [
    "one that the changelog does not name has all",
    "0.0.1",
    [unreleased, third, { version: "0.1.0", steps: ["Say go-live."] }],
  ],
])("%s", (_title, version, expected) => {
  expect(stepsAfter(version, changelog)).toEqual(expected);
});

test("the project's own changelog has steps to read", () => {
  const own = readFileSync(new URL("../../../CHANGELOG.md", import.meta.url), "utf8");
  expect(stepsAfter(undefined, own).flatMap(({ steps }) => steps)).not.toEqual([]);
});
