import { describe, expect, test } from "vitest";
import { createDirectory, emptyDirectory, entryOf, UNKNOWN_ENVIRONMENT } from "./directory.ts";

describe("what an account says by its tags", () => {
  test.each([
    [
      "is its owner, environment and contact",
      { owner: "web", environment: "prod", contact: "#web" },
      ["web", "prod", "#web"],
    ],
    ["counts in any case of the key", { Owner: "web", ENV: "prod", Contact: "#web" }, ["web", "prod", "#web"]],
    ["is nothing where the value is blank", { owner: " ", environment: "" }, [undefined, "unknown", undefined]],
    ["is the long form where both are there", { env: "dev", environment: "prod" }, [undefined, "prod", undefined]],
    [
      "is that of the first key, where two differ in case alone",
      { owner: "b", Owner: "a" },
      ["a", "unknown", undefined],
    ],
    ["is nothing by other keys", { team: "web", environments: "prod" }, [undefined, "unknown", undefined]],
  ])("%s", (_title, tags, said) => {
    const { owner, environment, contact } = entryOf({ tags });
    expect([owner, environment, contact]).toEqual(said);
  });

  test("gives way to what is stated outright", () => {
    const tags = { owner: "web", environment: "prod", contact: "#web" };
    const entry = entryOf({ tags, owner: "payments", environment: "dev", contact: "ada" });
    expect(entry).toEqual({ tags, owner: "payments", environment: "dev", contact: "ada" });
  });
});

test("a directory says of an account that it does not know that its environment is unknown", () => {
  const known = entryOf({ name: "payments-prod", tags: {}, environment: "prod" });
  const directory = createDirectory("7", new Map([["111122223333", known]]));
  expect(directory.of("111122223333")).toBe(known);
  for (const unknown of [directory.of("444455556666"), directory.of(""), emptyDirectory.of("111122223333")])
    expect(unknown).toEqual({ environment: UNKNOWN_ENVIRONMENT, tags: {} });
});
