import { expect, test } from "vitest";
import { stageOptions } from "./names.ts";

test.each([
  ["its own", "tocsin-prod-alerts", "--stage prod"],
  ["one that it has adopted", "tocsin-prod-alerts-1130", "--stage prod --table tocsin-prod-alerts-1130"],
  ["of a prefix that a command may not know", "acme-prod-alerts", "--stage prod --table acme-prod-alerts"],
])("a command finds the table of a stage where it is %s", (_title, tableName, options) => {
  expect(stageOptions("prod", tableName)).toBe(options);
});
