import { cleared } from "@tocsin/core/alert/observation";
import { parseEvent } from "@tocsin/core/event/event";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Administrators } from "./administrators.ts";
import { parseAdministrators } from "./administrators.ts";
import { defineSource, type Reading } from "./source.ts";

const member = "111122223333";
const administrator = "222233334444";
const other = "333344445555";
const certificate = (account: string) => `arn:aws:acm:eu-west-1:${account}:certificate/1`;

/** Reports each resource in the event as a renewed certificate, in the account that the event names for it. */
function sourceOf(administered: boolean) {
  return defineSource({
    name: "test",
    about: "certificates of a test",
    pattern: { source: ["test"] },
    schema: v.object({ detail: v.object({ about: v.array(v.object({ account: v.string(), resource: v.string() })) }) }),
    ...(administered && { administeredBy: () => "guardduty" as const }),
    observe: (event) =>
      event.detail.about.map(({ account, resource }) =>
        cleared(event, {
          identity: {
            condition: "certificate-expiry",
            partition: "aws",
            account,
            region: "eu-west-1",
            resource,
            discriminator: "",
          },
          reporter: "test",
          resource,
          summary: "The certificate was renewed.",
          scope: "condition",
          because: "renewed",
        }),
      ),
  });
}

interface Told {
  readonly account: string;
  readonly resource: string;
}

function read(by: string, about: readonly Told[], administrators: Administrators | "alone"): Reading {
  const event = parseEvent({
    ...{ id: "1", source: "test", "detail-type": "Test", time: "2026-11-01T00:00:00Z", region: "eu-west-1" },
    ...{ account: by, resources: [], detail: { about } },
  });
  if (!event.ok) throw new Error(event.refusal.problem);
  return administrators === "alone"
    ? sourceOf(false).read(event.value, "unknown")
    : sourceOf(true).read(event.value, administrators);
}

const ownOfMember = { account: member, resource: certificate(member) };
const named: Administrators = { guardduty: [administrator] };

describe("an account", () => {
  test.each<readonly [string, string, Told, Administrators | "alone", boolean]>([
    ["speaks of its own resource", member, ownOfMember, "alone", true],
    ["does not speak for another", other, ownOfMember, "alone", false],
    ["speaks for another as the administrator of the service", administrator, ownOfMember, named, true],
    ["does not while the service has another administrator", other, ownOfMember, named, false],
    ["does not while the service has none", administrator, ownOfMember, {}, false],
    ["does not as the administrator of another service", administrator, ownOfMember, { macie: [administrator] }, false],
    ["may be an administrator where nobody has named them", other, ownOfMember, "unknown", true],
    [
      "does not claim another's resource as its own",
      other,
      { account: other, resource: certificate(member) },
      "alone",
      false,
    ],
    [
      "does not, as an administrator, put one member's resource down to another",
      administrator,
      { account: other, resource: certificate(member) },
      named,
      false,
    ],
    [
      "speaks of a bucket, whose ARN names no account",
      member,
      { account: member, resource: "arn:aws:s3:::b" },
      "alone",
      true,
    ],
    ["speaks of what has no ARN", member, { account: member, resource: "i-0123" }, "alone", true],
    ["names a finding by its id alone", other, { account: "", resource: "finding 1" }, "alone", true],
  ])("%s", (_title, by, told, administrators, may) => {
    expect(read(by, [told], administrators).outcome).toBe(may ? "observed" : "ignored");
  });

  test("that administers nothing speaks of a finding that it names by its id only where it is its own", () => {
    const byId = { account: "", resource: "finding 1" };
    const onlyFor = (reading: Reading) =>
      reading.outcome === "observed" ? reading.observations.map(({ statement }) => statement.onlyFor) : reading;
    expect(onlyFor(read(other, [byId], named))).toEqual([other]);
    expect(onlyFor(read(other, [byId], "alone"))).toEqual([other]);
    expect(onlyFor(read(administrator, [byId], named))).toEqual([undefined]);
  });

  test("is heard as far as it may speak, and the rest is counted", () => {
    const reading = read(member, [ownOfMember, { account: other, resource: certificate(other) }], "alone");
    expect(reading).toMatchObject({
      outcome: "observed",
      observations: [{ identity: { account: member } }],
      notItsToSay: 1,
    });
  });

  test("that may say nothing of it is ignored with the reason", () => {
    expect(read(other, [ownOfMember], "alone")).toEqual({ outcome: "ignored", reason: "not-its-to-say" });
  });
});

test("the administrators of a function are read from its environment, and what is wrong in them is named", () => {
  expect(parseAdministrators(`{"guardduty":["${administrator}"]}`)).toEqual(named);
  expect(() => parseAdministrators('{"guardduty":["x"]}')).toThrow(/guardduty\[0\].*12 digits/);
  expect(() => parseAdministrators('{"gardduty":[]}')).toThrow(/gardduty/);
});
