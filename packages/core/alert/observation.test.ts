import { describe, expect, test } from "vitest";
import { BASELINE } from "../event/event.ts";
import { instant } from "../event/instant.ts";
import { certificate } from "../testing/arbitraries.ts";
import { day } from "../testing/timeline.ts";
import { alertId } from "./identity.ts";
import { active, cleared, isMadeAfter } from "./observation.ts";

const event = { id: "e1", time: day(3) };
const input = {
  ...{ identity: certificate, reporter: "acm", title: "Certificate expires", summary: "It expires soon." },
  resource: certificate.resource,
};

test("an active statement says how severe and until when; its alert is its identity's", () => {
  const { alertId: id, statement } = active(event, { ...input, severity: "HIGH", deadline: day(30) });
  expect(id).toBe(alertId(certificate));
  expect(statement).toMatchObject({ state: "active", severity: "HIGH", deadline: day(30), eventId: "e1" });
});

test("a clearing statement says of whom it speaks and why", () => {
  const { statement } = cleared(event, { ...input, scope: "condition", because: "renewed" });
  expect(statement).toMatchObject({ state: "cleared", scope: "condition", because: "renewed" });
});

describe("a statement", () => {
  const said = (more: object, envelope: object = {}) =>
    active({ ...event, ...envelope }, { ...input, severity: "LOW", ...more }).statement;

  test.each<[string, object, object, object]>([
    ["is made when the reporter says so", { at: day(2) }, {}, { at: day(2) }],
    ["is made at the envelope's time where the reporter does not say", {}, {}, { at: day(3) }],
    [
      "keeps no attribute that is undefined",
      { attributes: { a: undefined, b: false, c: 0 } },
      {},
      { attributes: { b: false, c: 0 } },
    ],
    ["has no attributes where none are given", {}, {}, { attributes: {} }],
    ["has attributes on one line", { attributes: { a: "x\ny" } }, {}, { attributes: { a: "x y" } }],
    ["has its texts on one line", { summary: "a\nb" }, {}, { summary: "a b" }],
    ["has no link where none is given", {}, {}, { link: undefined }],
    ["is live without the name of a replay", {}, {}, { replayed: undefined, baseline: undefined }],
    ["is replayed with one", {}, { "replay-name": "monday" }, { replayed: true, baseline: undefined }],
    ["is replayed even where the name is empty", {}, { "replay-name": "" }, { replayed: true, baseline: undefined }],
    ["is of a baseline with the name of one", {}, { "replay-name": BASELINE }, { replayed: undefined, baseline: true }],
  ])("%s", (_title, more, envelope, expected) => {
    const { statement } = active({ ...event, ...envelope }, { ...input, severity: "LOW", ...more });
    const found = Object.fromEntries(Object.entries(statement).filter(([field]) => field in expected));
    expect(found).toEqual(expected);
  });

  test.each([
    ["title", 160],
    ["summary", 600],
    ["resource", 1200],
    ["link", 1200],
    ["remedy", 600],
  ] as const)("has at most so much %s as an item can take: %d characters", (field, limit) => {
    expect(said({ [field]: "x".repeat(limit) })[field]).toHaveLength(limit);
    expect(said({ [field]: "x".repeat(limit + 1) })[field]).toBe(`${"x".repeat(limit - 1)}…`);
  });

  test("has attributes and an event id of at most 200 characters", () => {
    expect(said({ attributes: { a: "x".repeat(201) } }).attributes.a).toHaveLength(200);
    expect(said({}, { id: "x".repeat(201) }).eventId).toHaveLength(200);
  });
});

describe("a credential that a source repeats", () => {
  const SECRET = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
  const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
  const said = (more: object) => active(event, { ...input, severity: "LOW", ...more });

  test.each(["title", "summary", "resource", "remedy"] as const)("is not in the %s", (field) => {
    expect(said({ [field]: `of ${SECRET}` }).statement[field]).toBe("of [token]");
  });

  test("is not in an attribute nor in the event's id", () => {
    expect(said({ attributes: { name: SECRET } }).statement.attributes).toEqual({ name: "[token]" });
    expect(active({ ...event, id: SECRET }, { ...input, severity: "LOW" }).statement.eventId).toBe("[token]");
  });

  test("is not in the identity, whose id still is of the true one", () => {
    const identity = { ...certificate, resource: arn(SECRET), discriminator: SECRET };
    const other = { ...certificate, resource: arn(`${SECRET}2`), discriminator: SECRET };
    expect(said({ identity }).identity).toEqual({
      ...certificate,
      resource: arn("[token]"),
      discriminator: "[token]",
    });
    expect(said({ identity }).alertId).toBe(alertId(identity));
    expect(said({ identity: other }).alertId).not.toBe(said({ identity }).alertId);
  });

  test.each([
    ["as it is", `https://console.example/?id=${SECRET}`, undefined],
    ["escaped", `https://console.example/#${SECRET.replace("_", "%5F")}`, undefined],
    ["not at all", "https://console.example/#a%2Fb?x=%E0%A4%A", "https://console.example/#a%2Fb?x=%E0%A4%A"],
  ])("leaves no link where it is in it %s", (_title, link, expected) => {
    expect(said({ link }).statement.link).toBe(expected);
  });
});

test.each(["name", "session", "account", "sourceAddress", "recordId", "routine"] as const)(
  "what a record says of its caller is cleaned as names are, on one line (%s)",
  (field) => {
    const caller = { kind: "role", name: "deploy", call: "DeleteSecret", at: day(1) } as const;
    const actor = { ...caller, [field]: "postgres://shop:h1dden-w0rd@db.example/shop\nforged" };
    const shown = active(event, { ...input, severity: "LOW", actor }).statement.actor?.[field];
    expect(shown).toMatch(/ forged$/);
    expect(shown).not.toContain("h1dden-w0rd");
  },
);

test("a name that AWS gives is nowhere altered, nor is an address that somebody is called by", () => {
  const name = "arn:aws:sts::111122223333:assumed-role/ETL2LoadS3ToRDS5MinJobV2/jane@example.com";
  const link = "https://console.example/#jane%40example.com";
  const told = {
    title: `Role ${name} acts`,
    summary: `It is ${name}.`,
    resource: name,
    link,
    attributes: { actor: name },
  };
  const said = active(
    { ...event, id: name },
    { ...input, ...told, identity: { ...certificate, resource: name, discriminator: name }, severity: "LOW" },
  );
  expect(said.statement).toMatchObject({ ...told, eventId: name });
  expect(said.identity).toMatchObject({ resource: name, discriminator: name });
});

test.each([
  ["made before", { at: day(3) }, day(4), false],
  ["made at the same instant", { at: day(3) }, day(3), false],
  ["made a millisecond after", { at: day(3, 1) }, day(3), true],
  ["that claims to have begun at the same instant", { at: day(3), since: day(4) }, day(4), false],
  ["that claims to have begun after", { at: day(3), since: day(5) }, day(4), true],
  ["made and begun before", { at: day(3), since: instant("2020-01-01T00:00:00Z") }, day(4), false],
])("isMadeAfter knows a statement %s", (_title, more, latest, expected) => {
  expect(isMadeAfter(active(event, { ...input, severity: "LOW", ...more }).statement, latest)).toBe(expected);
});

test("an observation that says what its condition does not declare is a compile error", () => {
  const threat = { ...input, identity: { ...certificate, condition: "threat" as const } };
  const undeclared = { findingType: "Recon:EC2/PortProbe", colour: "red" };
  const said = [
    active(event, { ...threat, severity: "LOW", attributes: { findingType: ["one", "two"], sample: true } }),
    // @ts-expect-error: an attribute of no condition, in an object that was made elsewhere.
    active(event, { ...threat, severity: "LOW", attributes: undeclared }),
    // @ts-expect-error: another condition's attribute.
    active(event, { ...threat, severity: "LOW", attributes: { domain: "www.example.com" } }),
    // @ts-expect-error: a number where text is declared.
    active(event, { ...threat, severity: "LOW", attributes: { findingType: 7 } }),
    // @ts-expect-error: a value outside the declared ones.
    cleared(event, { ...threat, scope: "reporter", because: "fixed", attributes: { sample: false } }),
    // @ts-expect-error: a deadline of what has none.
    active(event, { ...threat, severity: "LOW", deadline: day(30) }),
    // @ts-expect-error: a severity that no source gives to it.
    active(event, { ...threat, identity: { ...certificate, condition: "certificate-revoked" }, severity: "LOW" }),
  ];
  expect(said).toHaveLength(7);
});
