import { expect, test } from "vitest";
import { whyTexts } from "./why-told.ts";

test.each([
  ["an alert by itself", { alert: "a".repeat(32) }, "by itself"],
  [
    "by what alerts are together, of which some have none",
    { owner: "payments", cve: "" },
    "with alerts that have the same owner (payments), cve (none)",
  ],
  ["that a morning's list is of everything", {}, "with all other alerts for its morning list"],
])("says %s", (_what, grouping, text) => {
  const target = { destination: "desk", urgency: "morning", groupId: "0".repeat(32), waitSeconds: 0 } as const;
  const texts = whyTexts({ routes: [], targets: [{ ...target, route: "rest", grouping }], nobody: undefined });
  expect(texts).toEqual([`told: desk, in the morning; by route "rest"; ${text}`]);
});
