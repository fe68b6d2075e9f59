import fc from "fast-check";
import { expect, test } from "vitest";
import { reportFolder } from "./report-keys.ts";

test("the organization's report has the folder of its week, and other editions have one in it", () => {
  expect(reportFolder("2026-W47", { kind: "organization" })).toBe("digest/2026/W47");
  expect(reportFolder("2026-W47", { kind: "owner", name: "payments" })).toBe("digest/2026/W47/owner/payments");
  expect(reportFolder("2026-W47", { kind: "ou", name: "/Workloads/Prod" })).toBe(
    "digest/2026/W47/ou/%2FWorkloads%2FProd",
  );
});

test("no name leaves its folder, and no two share one", () => {
  const folder = (name: string) => reportFolder("2026-W47", { kind: "owner", name });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(".", "..", "../..", "a/../b")), fc.string(), (one, other) => {
      expect(folder(one)).toMatch(/^digest\/2026\/W47\/owner\/[\w%~-]*$/);
      expect(folder(one).length).toBeLessThan(230);
      if (one !== other) expect(folder(one)).not.toBe(folder(other));
    }),
  );
  expect(folder("ä".repeat(100))).not.toBe(folder("ä".repeat(101)));
});
