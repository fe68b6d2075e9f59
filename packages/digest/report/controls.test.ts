import { type ConditionName, conditions } from "@tocsin/core/alert/condition";
import { describe, expect, test } from "vitest";
import { controls, controlsOf, type FrameworkId, frameworks, relevantControls } from "./controls.ts";

const forms: Readonly<Record<FrameworkId, RegExp>> = {
  fsbp: /^[A-Z][A-Za-z0-9]+\.[1-9]\d*$/,
  cis: /^[1-9]\d*(?:\.[1-9]\d*){1,2}$/,
  soc2: /^(?:CC[1-9]|A1|C1|PI1|P[1-8])\.[1-9]\d*$/,
};
const ids = Object.keys(frameworks) as FrameworkId[];

const counts = (changes: object) => ({ INFORMATIONAL: 0, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0, ...changes });

describe("controls", () => {
  test("are named for every condition but those that no control asks for", () => {
    const without = ["mail-delivery", "drill"];
    expect(Object.keys(relevantControls).sort()).toEqual(
      Object.keys(conditions)
        .filter((condition) => !without.includes(condition))
        .sort(),
    );
    for (const relevant of Object.values(relevantControls))
      expect(Object.values(relevant).flat().length).toBeGreaterThan(0);
  });

  test.each(ids)("of %s have ids of its form, a title each, and are all asked for by a condition", (framework) => {
    const named = Object.values(relevantControls).flatMap((relevant) => Object.entries(relevant));
    const asked = named.flatMap(([name, list]) => (name === framework ? list : []));
    expect([...new Set(asked)].sort()).toEqual(Object.keys(controls[framework]).sort());
    for (const [control, title] of Object.entries(controls[framework])) {
      expect(control).toMatch(forms[framework]);
      expect(title.length).toBeGreaterThan(5);
      const url = new URL(frameworks[framework].urlOf(control));
      expect([url.protocol, url.hostname]).toEqual([
        "https:",
        expect.stringMatching(/^(?:docs\.aws\.amazon\.com|www\.cisecurity\.org|www\.aicpa-cima\.com)$/),
      ]);
    }
  });

  test("of AWS's practices link to their own place in the reference", () => {
    expect(frameworks.fsbp.urlOf("SecretsManager.2")).toBe(
      "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-2",
    );
  });

  test("count the open alerts of all conditions that are relevant to them, the worst first", () => {
    const { lines } = controlsOf(
      new Map<ConditionName, ReturnType<typeof counts>>([
        ["secret-rotation", counts({ HIGH: 2 })],
        ["secret-rotation-disabled", counts({ LOW: 3 })],
        ["malware", counts({ CRITICAL: 1 })],
      ]),
    );
    const line = (control: string) => lines.find((one) => one.control === control);
    expect(line("SecretsManager.4")).toMatchObject({
      framework: "AWS FSBP",
      conditions: ["secret-rotation", "secret-rotation-disabled"],
      open: 5,
      worst: "HIGH",
    });
    expect(line("SecretsManager.1")).toMatchObject({ open: 3, worst: "LOW" });
    expect(line("ACM.1")).toBeUndefined();
    expect(lines.slice(0, 4).map(({ control, worst }) => [control, worst])).toEqual([
      ["CC6.8", "CRITICAL"],
      ["CC7.2", "CRITICAL"],
      ["CC7.3", "CRITICAL"],
      ["CC7.4", "CRITICAL"],
    ]);
  });

  test("say nothing of what no control asks for", () => {
    expect(controlsOf(new Map([["mail-delivery", counts({ HIGH: 1 })]])).lines).toEqual([]);
  });
});
