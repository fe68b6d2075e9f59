import fc from "fast-check";
import { expect, test } from "vitest";
import { type ConditionName, conditions } from "./condition.ts";
import { alertId, type Identity } from "./identity.ts";

const identity: Identity = {
  condition: "certificate-expiry",
  partition: "aws",
  account: "111122223333",
  region: "eu-west-1",
  resource: "arn:aws:acm:eu-west-1:111122223333:certificate/c0ffee00-0000-4000-8000-000000000001",
  discriminator: "",
};

/** An id that changed would part every alert in the table from what is told of it later: these never change. */
const knownIds: readonly (readonly [ConditionName, string])[] = [
  ["certificate-expiry", "3bb1d17a510256a678419282604a8e6a"],
  ["certificate-revoked", "f1bf916b9d870bf41b46fe1f11cfd2a2"],
  ["parameter-expiry", "0cd16896d5b327b4ad8b1666a6cbc57e"],
  ["parameter-expired", "003cd2f3c9fa7898433b6152711a3157"],
  ["parameter-unchanged", "7f84bffa1f593ce30b7a2a46c60857a6"],
  ["secret-rotation", "b9ef1bd8839615cf58a71376f19399ca"],
  ["secret-rotation-disabled", "52300c44c03ca6327bac5917b61813b0"],
  ["secret-deletion", "c71ae2806c706699cf6988066c7a1083"],
  ["secret-exposure", "f842fd0eeac6165036e10ed113704854"],
  ["secret-replication", "e35f9a3a66d3a0631ebdcac439d05c93"],
  ["threat", "bef75db3accd01df1678a2418f615d9b"],
  ["malware", "e05866396f9b1af65018282dc20dbbe0"],
  ["failed-scan", "1a5aa77e5f01bc2496d270de58012ba8"],
  ["coverage-gap", "f5f348d24731f27fd51e5efbc765e775"],
  ["protection-gap", "63ed0786acac1496e8149191cb794e00"],
  ["vulnerability", "a1e6e057fc357bb9402293f6d2bfd0e3"],
  ["image-vulnerability", "81534d00f7ea4f8f3fed2c9f4375a399"],
  ["sensitive-data", "8dc70da761cdd2cf8332e7d5b687c9ae"],
  ["bucket-posture", "f7f9a280adb119f245c3d15a5f61a0d5"],
  ["snapshot-exposure", "d6b3b862bf289cf2dbdcd19be8d84714"],
  ["snapshot-use", "8dbcebcfa563d957bbd090de0023a568"],
  ["image-exposure", "1f0b6ee235a7fffd11a5d658975cd72f"],
  ["volume-encryption", "c439ac1389f0f2ef2351e8b92f3d5de1"],
  ["volume-key", "c35cea27fa721ade9426662cb8a2c016"],
  ["public-access-block", "935acdec86d8fd24a08319a8f8d9224b"],
  ["exposed-credentials", "d88d8e44c9839fc88cdb3404e67d17c4"],
  ["account-abuse", "8a1f8ddfe84db40d42ddba2ccb262f52"],
  ["ddos-attack", "f5c07ba021cb6c80c34b4f70154280ba"],
  ["bucket-exposure", "b02ce3b37433d394af53fe85e4af63d0"],
  ["bucket-encryption", "b63d55aefa2b2ae412c96834d9642242"],
  ["replication-exposure", "c35113ea3abecdbb8a3e28a66a34f640"],
  ["replication-gap", "30fa7b132f761d5cec69d5eb33be4251"],
  ["key-deletion", "b7876879831dc88ec65bfc4d11e0f973"],
  ["key-disabled", "514b3df4e07a369e4b2352f8ff750d2f"],
  ["key-rotation-disabled", "5f6e897682ee7d3f7fc8751287ca51ea"],
  ["key-material-expiry", "8aec8fd9c95ae719fe538214221b423b"],
  ["key-material-gone", "0986b73ae74e002b793d03bc5dec27de"],
  ["key-exposure", "42dbef4a2262eece8cab0630b888e410"],
  ["key-store-disconnected", "211bdf7dc73ff7596a8a4808217ec171"],
  ["external-access", "5e9d8ca67daa2f462e90420c3a012340"],
  ["compliance", "59cc90da8928be2474329057bf1b47a4"],
  ["finding", "2dc95901b3497c88419efd85580cfa7a"],
  ["escalation", "f6f197d8c1147eb1970d4e4e642edcbf"],
  ["mail-delivery", "304e260affb4d9570db665c69280e948"],
  ["drill", "bcab3b9f0e553e7d2db3a7934ab7179f"],
];

test.each(knownIds)("the id of %s is what it always was", (condition, id) => {
  expect(alertId({ ...identity, condition })).toBe(id);
});

test("every condition has a known id", () => {
  const known = new Map(knownIds);
  const names = Object.keys(conditions).filter((name): name is ConditionName => name in conditions);
  const rows = names
    .filter((name) => !known.has(name))
    .map((name) => [name, alertId({ ...identity, condition: name })]);
  expect(rows, "these conditions are new: add their rows to `knownIds`").toEqual([]);
});

test("a resource in another partition and a discriminator have known ids too", () => {
  const finding = {
    ...identity,
    condition: "threat",
    resource: "",
    discriminator: "arn:aws:guardduty:…/finding/1",
  } as const;
  expect(alertId(finding)).toBe("b6a063b89d4ee40bfad2ee521e656515");
  expect(alertId({ ...identity, partition: "aws-cn", region: "cn-north-1" })).toBe("7d4c880e831bd22ca95ee308a5cfbfde");
});

test("an id is 32 hexadecimal digits, whatever the order in which the fields were written", () => {
  const { condition, discriminator, ...rest } = identity;
  expect(alertId({ discriminator, ...rest, condition })).toBe(alertId(identity));
  expect(alertId(identity)).toMatch(/^[0-9a-f]{32}$/);
});

const someIdentity: fc.Arbitrary<Identity> = fc.record({
  condition: fc.constantFrom("certificate-expiry", "malware"),
  // Few letters, so that the fields differ mostly in where one ends and the next begins.
  partition: fc.string({ unit: fc.constantFrom("a", '"', ",", "\\"), maxLength: 3 }),
  account: fc.constantFrom("1", "11", ""),
  region: fc.string({ unit: fc.constantFrom("a", '"', ",", "\\"), maxLength: 3 }),
  resource: fc.string({ maxLength: 4 }),
  discriminator: fc.constantFrom("", "a", ":a"),
});

test("every field matters", () => {
  for (const field of ["partition", "account", "region", "resource", "discriminator"] as const) {
    expect(alertId({ ...identity, [field]: `${identity[field]}x` }), field).not.toBe(alertId(identity));
  }
});

test("the account is no part of a threat's id: whoever archives a finding does not say whose it is", () => {
  const finding = { ...identity, condition: "threat", resource: "", discriminator: "finding-1" } as const;
  expect(alertId({ ...finding, account: "" })).toBe(alertId(finding));
  expect(alertId({ ...finding, region: "us-east-1" })).not.toBe(alertId(finding));
  expect(alertId({ ...finding, discriminator: "finding-2" })).not.toBe(alertId(finding));
});

test("two identities have one id only when they are the same", () => {
  fc.assert(
    fc.property(someIdentity, someIdentity, (a, b) => {
      const isSame = fields(a).every((field, i) => field === fields(b)[i]);
      expect(alertId(a) === alertId(b)).toBe(isSame);
    }),
    { numRuns: 3000 },
  );
});

function fields({ condition, partition, account, region, resource, discriminator }: Identity): readonly string[] {
  return [condition, partition, account, region, resource, discriminator];
}
