import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { environment, environmentIfAny, secretAt } from "./environment.ts";

const before = { ...process.env };
beforeEach(() => {
  process.env.TOCSIN_ALERTS_TABLE = "alerts";
  process.env.TOCSIN_TOPIC_ARN = "arn:aws:sns:eu-west-1:111122223333:alerts";
  delete process.env.TOCSIN_SCOPE;
  process.env.TOCSIN_REPORT_BUCKET = "";
  process.env.TOCSIN_SECRET_WEBHOOK = "hush";
});
afterEach(() => {
  process.env = { ...before };
});

describe("the environment", () => {
  test("gives the variables named, and no other", () => {
    expect(environment("TOCSIN_ALERTS_TABLE", "TOCSIN_TOPIC_ARN")).toEqual({
      TOCSIN_ALERTS_TABLE: "alerts",
      TOCSIN_TOPIC_ARN: "arn:aws:sns:eu-west-1:111122223333:alerts",
    });
    expect(environment()).toEqual({});
  });

  test("of what may be left out gives all of it or nothing, by the first", () => {
    expect(environmentIfAny("TOCSIN_SCOPE", "TOCSIN_ALERTS_TABLE")).toBeUndefined();
    expect(environmentIfAny("TOCSIN_ALERTS_TABLE")).toEqual({ TOCSIN_ALERTS_TABLE: "alerts" });
    expect(() => environmentIfAny("TOCSIN_ALERTS_TABLE", "TOCSIN_SCOPE")).toThrow("TOCSIN_SCOPE is not set");
    expect(() => environmentIfAny("TOCSIN_REPORT_BUCKET")).toThrow("TOCSIN_REPORT_BUCKET is not set");
  });

  test.each([["is not set", "TOCSIN_SCOPE"] as const, ["is empty", "TOCSIN_REPORT_BUCKET"] as const])(
    "refuses to start when a variable %s, and names it",
    (_, name) => {
      expect(() => environment("TOCSIN_ALERTS_TABLE", name)).toThrow(`environment variable ${name} is not set`);
    },
  );
});

describe("a secret", () => {
  test("is what the variable of its reference holds", async () => {
    expect(await secretAt("env:TOCSIN_SECRET_WEBHOOK")).toBe("hush");
  });

  test("that is not there is named, by its variable", async () => {
    await expect(secretAt("env:OTHER_SECRET")).rejects.toThrow("environment variable OTHER_SECRET is not set");
  });
});
