import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../text/json.ts";
import { parseDirectory, problemsOfDirectory } from "./parse-directory.ts";

const ID = "012345678901";
const of = (entry: unknown) => ({ accounts: { [ID]: entry } });
const tagged = (count: number) =>
  of({ tags: Object.fromEntries(Array.from({ length: count }, (_, n) => [`t${n}`, ""])) });

describe("a directory", () => {
  test("says of each account what is written of it", () => {
    const stated = {
      name: "payments-prod",
      ou: "/Workloads/Prod",
      environment: "prod",
      owner: "payments",
      contact: "#pay",
    };
    const parsed = parseDirectory(of({ ...stated, tags: { tier: "1" } }));
    expect(parsed).toMatchObject({ ok: true, value: { accounts: [ID] } });
    expect(parsed.ok && parsed.value.of(ID)).toEqual({ ...stated, tags: { tier: "1" } });
  });

  test("may say nothing of an account but that there is one, or leave its owner and environment to tags", () => {
    const parsed = parseDirectory({ accounts: { [ID]: {}, "111122223333": { tags: { Owner: "web", env: "dev" } } } });
    expect(parsed.ok && parsed.value.of(ID)).toMatchObject({ environment: "unknown", tags: {} });
    expect(parsed.ok && parsed.value.of("111122223333")).toMatchObject({ environment: "dev", owner: "web" });
  });

  test("has another version exactly where it says something else", () => {
    const someText = fc.constantFrom("a", "b");
    const someEntry = fc.record(
      { name: someText, owner: someText, tags: fc.dictionary(someText, someText) },
      { requiredKeys: [] },
    );
    const some = fc.record({ [ID]: someEntry, "111122223333": someEntry }, { requiredKeys: [] });
    const parsed = (accounts: object) => {
      const read = parseDirectory({ accounts });
      if (!read.ok) throw new Error(read.refusal.problem);
      return read.value;
    };
    const said = (accounts: object) => {
      const directory = parsed(accounts);
      return directory.accounts.map((id) => [id, directory.of(id)]);
    };
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(parsed(a).version === parsed(b).version).toBe(canonicalJson(said(a)) === canonicalJson(said(b)));
      }),
    );
  });
});

describe("a directory is refused, with the path of what is wrong, where", () => {
  const entry = `accounts.${ID}`;
  test.each<readonly [string, unknown, string, RegExp]>([
    ["it is no object", [], "", /expected/],
    ["it is empty", null, "", /expected/],
    ["it has no accounts", {}, "accounts", /is missing/],
    ["a key is misspelt", { account: {} }, "account", /"accounts"/],
    ["accounts are a list", { accounts: [] }, "accounts", /expected/],
    [
      "an id is too short, as a number that began with 0 is",
      { accounts: { 12345678901: {} } },
      "accounts.12345678901",
      /needs quotes/,
    ],
    [
      "an id is a key that would be passed over",
      { accounts: { constructor: {} } },
      "accounts.constructor",
      /12 digits/,
    ],
    ["an account is text", of("payments"), entry, /expected/],
    ["a field is misspelt", of({ enviroment: "prod" }), `${entry}.enviroment`, /"environment"/],
    ["a name is a number", of({ name: 7 }), `${entry}.name`, /put it in quotes/],
    ["an owner is empty", of({ owner: " " }), `${entry}.owner`, /leave it out/],
    ["a contact would act on a terminal", of({ contact: "\u001b[2J" }), `${entry}.contact`, /cannot be shown/],
    ["a name is too long", of({ name: "n".repeat(101) }), `${entry}.name`, /longer than 100/],
    ["a path does not begin at the root", of({ ou: "Workloads/Prod" }), `${entry}.ou`, /such as \/Workloads\/Prod/],
    ["a tag is a number", of({ tags: { tier: 1 } }), `${entry}.tags.tier`, /put it in quotes/],
    ["a tag's value is too long", of({ tags: { tier: "x".repeat(257) } }), `${entry}.tags.tier`, /longer than 256/],
    [
      "a tag's key cannot be written to an item",
      of({ tags: { constructor: "x" } }),
      `${entry}.tags.constructor`,
      /cannot be stored/,
    ],
    ["there are too many tags", tagged(51), `${entry}.tags`, /more than 50/],
  ])("%s", (_title, value, path, problem) => {
    expect(parseDirectory(value).ok).toBe(false);
    expect(problemsOfDirectory(value)).toContainEqual({ path, problem: expect.stringMatching(problem) });
  });

  test("there is one tag more than fifty, and not where there are fifty", () => {
    expect([50, 51].map((count) => parseDirectory(tagged(count)).ok)).toEqual([true, false]);
  });

  test("each of several things is wrong", () => {
    const value = { accounts: { [ID]: { owner: "", ou: "x" }, "1": { name: 3 } } };
    expect(
      problemsOfDirectory(value)
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual([`accounts.${ID}.ou`, `accounts.${ID}.owner`, "accounts.1", "accounts.1.name"].toSorted());
  });
});
