import { describe, expect, test } from "vitest";
import { directoryOf, policyOf } from "../testing/histories.ts";
import type { Edition } from "./format.ts";
import { accountOf, createPlaceBook, isIn, type Place, placeOf, placeOfAccount } from "./place.ts";

const place: Place = { account: "048576123456", owner: "web", ou: "/Workloads/Prod" };
const of = (kind: "owner" | "ou" | "account", name: string): Edition => ({ kind, name });

describe("an edition", () => {
  test.each<[string, Edition, Partial<Place>, boolean]>([
    ["of the organization has everything", { kind: "organization" }, {}, true],
    ["of an owner has what is theirs", of("owner", "web"), {}, true],
    [
      "of an owner has nothing of an owner whose name begins like theirs",
      of("owner", "web"),
      { owner: "webshop" },
      false,
    ],
    ["of an owner has nothing that nobody owns", of("owner", "web"), { owner: undefined }, false],
    ["of the unowned has what nobody owns", of("owner", "unowned"), { owner: undefined }, true],
    ["of the unowned has nothing that is owned", of("owner", "unowned"), {}, false],
    ["of a unit has the unit itself", of("ou", "/Workloads/Prod"), {}, true],
    ["of a unit has what is below it", of("ou", "/Workloads/Prod"), { ou: "/Workloads/Prod/Bank" }, true],
    ["of a unit has nothing of its neighbour", of("ou", "/Workloads/Prod"), { ou: "/Workloads/Prod2" }, false],
    ["of a unit has nothing of the one above it", of("ou", "/Workloads/Prod"), { ou: "/Workloads" }, false],
    ["of a unit has nothing of which the unit is unknown", of("ou", "/Workloads/Prod"), { ou: undefined }, false],
    ["of the root has every unit", of("ou", "/"), {}, true],
    ["of the root has the root itself", of("ou", "/"), { ou: "/" }, true],
    ["of an account has it", of("account", "048576123456"), {}, true],
    ["of an account has no other", of("account", "048576123457"), {}, false],
  ])("%s", (_title, edition, changes, expected) => {
    expect(isIn(edition, { ...place, ...changes })).toBe(expected);
  });
});

describe("the place of an alert", () => {
  const directory = directoryOf({ "048576123456": { name: "shop", ou: "/New", environment: "prod" } });

  test("is what the alert says, before what the directory does", () => {
    const known = { name: "shop", ou: "/Old", environment: "prod" };
    expect(placeOf({ account: "048576123456", owner: "web", directory: known }, directory).ou).toBe("/Old");
    expect(placeOf({ account: "048576123456", owner: "web" }, directory).ou).toBe("/New");
  });

  test("has no owner where nobody owns it", () => {
    expect(placeOf({ account: "048576123456", owner: "unowned" }, directory).owner).toBeUndefined();
  });

  test("is one object for alerts that are in the same one", () => {
    const book = createPlaceBook(directory);
    const one = book.of({ account: "048576123456", owner: "web" });
    expect(book.of({ account: "048576123456", owner: "web" })).toBe(one);
    expect(book.of({ account: "048576123456", owner: "data" })).not.toBe(one);
    expect(book.of({ account: "111122223333", owner: "web" })).not.toBe(one);
  });

  test("of an account as a whole goes by rules, then by its own owner, then by the fallback", () => {
    const owned = directoryOf({ "048576123456": { owner: "web" }, "111122223333": {}, "444455556666": {} });
    const policy = policyOf({
      owners: [{ name: "bank", match: { account: ["111122223333"] }, owner: "bank" }],
      fallbackOwner: "sec",
    });
    const ownerIn = (account: string) => placeOfAccount(account, owned, policy).owner;
    expect([ownerIn("048576123456"), ownerIn("111122223333"), ownerIn("444455556666")]).toEqual(["web", "bank", "sec"]);
  });

  test("shows no environment that nobody knows", () => {
    expect(accountOf({ account: "999999999999" }, directory)).toEqual({});
    expect(accountOf({ account: "048576123456" }, directory)).toEqual({ accountName: "shop", environment: "prod" });
  });
});
