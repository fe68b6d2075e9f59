import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { observables } from "./observable.ts";
import { naming, RELATIONS_LIMIT, type Related, relationsOf } from "./relations.ts";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments/db-a1b2c3";

function alertOn(resource: string, more: Partial<Related> = {}): Related {
  return { partition: "aws", account: "111122223333", region: "eu-west-1", resource, attributes: {}, ...more };
}

describe("an alert names", () => {
  test.each([
    ["a secret by its ARN", SECRET, SECRET],
    [
      "a role without its path, which GuardDuty does not tell",
      "arn:aws:iam::111122223333:role/service-role/payments-batch",
      "arn:aws:iam::111122223333:role/payments-batch",
    ],
    [
      "the role of a session",
      "arn:aws:sts::111122223333:assumed-role/payments-batch/i-0a1b2c3d",
      "arn:aws:iam::111122223333:role/payments-batch",
    ],
    [
      "a function without its version",
      "arn:aws:lambda:eu-west-1:111122223333:function:rotate:$LATEST",
      "arn:aws:lambda:eu-west-1:111122223333:function:rotate",
    ],
    [
      "the repository of an image",
      "arn:aws:ecr:eu-west-1:111122223333:repository/team/api/sha256:0123abcd",
      "arn:aws:ecr:eu-west-1:111122223333:repository/team/api",
    ],
    ["what has no ARN by its name", "AKIAHARBOUR1EXAMPLE0", "AKIAHARBOUR1EXAMPLE0"],
    ["no account as a whole", "arn:aws:iam::111122223333:root", undefined],
    ["nothing that is not known", "", undefined],
  ])("%s", (_what, resource, expected) => {
    expect(relationsOf(alertOn(resource))).toEqual({ resource: expected, others: [] });
  });

  test.each([
    ["the ARN of a key", { key: [KEY] }, [KEY]],
    ["the id of a key of its own account", { key: ["1234abcd-12ab-34cd-56ef-1234567890ab"] }, [KEY]],
    ["no key by an alias", { key: ["alias/payments", "arn:aws:kms:eu-west-1:111122223333:alias/payments"] }, []],
    ["an access key", { accessKeyId: ["AKIAHARBOUR1EXAMPLE0"] }, ["AKIAHARBOUR1EXAMPLE0"]],
    ["no access key by what is none", { accessKeyId: ["GeneratedFindingAccessKeyId", ""] }, []],
    ["a user", { userName: ["ci-publish"] }, ["arn:aws:iam::111122223333:user/ci-publish"]],
    ["a bucket", { bucket: ["payments-settlements"] }, ["arn:aws:s3:::payments-settlements"]],
    ["a function", { rotationFunction: ["rotate"] }, ["arn:aws:lambda:eu-west-1:111122223333:function:rotate"]],
    [
      "nothing by an attribute that describes",
      { findingType: [KEY], principal: ["ci-publish"], cve: ["CVE-2026-1"] },
      [],
    ],
  ])("%s that an attribute holds", (_what, attributes, others) => {
    expect(relationsOf(alertOn(SECRET, { attributes })).others).toEqual(others);
  });

  test("the bucket of an object, and what is affected besides", () => {
    const bucket = "arn:aws:s3:::payments-settlements";
    const user = "arn:aws:iam::111122223333:user/ci-deploy";
    const affected = { resources: [`${bucket}/2026/11.csv`, user], count: 2 };
    expect(relationsOf(alertOn(`${bucket}/2026/11.csv`, { affected }))).toEqual({
      resource: `${bucket}/2026/11.csv`,
      others: [user, bucket],
    });
  });

  test("each thing once, in one order, and so many at most", () => {
    const name = fc.constantFrom(...Array.from({ length: 14 }, (_, n) => `arn:aws:s3:::bucket-${n}`));
    fc.assert(
      fc.property(name, fc.array(name), fc.array(name), (resource, first, again) => {
        const both = (resources: readonly string[]) => alertOn(resource, { affected: { resources, count: 20 } });
        const { others } = relationsOf(both([...first, ...again]));
        expect(others).toEqual(relationsOf(both([...again, ...first, ...first])).others);
        expect(new Set([resource, ...others]).size).toBe(others.length + 1);
        expect(others.length).toBeLessThanOrEqual(RELATIONS_LIMIT);
      }),
    );
  });

  test("something for each attribute that names a thing, of which some condition declares each", () => {
    const declared = new Set(Object.values(observables).flatMap(({ attributes }) => Object.keys(attributes)));
    expect(Object.keys(naming).filter((attribute) => !declared.has(attribute))).toEqual([]);
  });

  test("nothing that makes it throw, whatever it is called", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string()),
        fc.constantFrom("iam", "sts", "lambda", "ecr", "s3"),
        (text, values, service) => {
          const attributes = Object.fromEntries(Object.keys(naming).map((attribute) => [attribute, values]));
          const resource = `arn:aws:${service}:::${text}`;
          expect(() => relationsOf(alertOn(resource, { attributes }))).not.toThrow();
        },
      ),
    );
  });
});
