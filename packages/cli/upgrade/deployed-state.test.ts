import { describe, expect, test } from "vitest";
import { parseState } from "./deployed-state.ts";

const stackUrn = "urn:pulumi:prod::tocsin::pulumi:pulumi:Stack::tocsin-prod";
const roleUrn = "urn:pulumi:prod::tocsin::sst:aws:Function$aws:iam/role:Role::OncallRole";
const role = { urn: roleUrn, custom: true, inputs: { name: "tocsin-prod-oncall", path: "/", __defaults: ["path"] } };
const state = (...resources: readonly object[]) =>
  JSON.stringify({ stack: "organization/tocsin/prod", latest: { manifest: {}, resources } });
const release = { version: "0.1.0", itemFormats: { head: 1 }, messageFormats: { wake: "tocsin.wake.v1" } };

test("a resource is told apart by what it is part of, and has no inputs but those that the program gave", () => {
  expect(parseState(state(role)).resources).toEqual([
    {
      place: "sst:aws:Function$aws:iam/role:Role::OncallRole",
      type: "iam/role:Role",
      name: "OncallRole",
      inputs: { name: "tocsin-prod-oncall" },
      isKept: false,
    },
  ]);
});

test("a resource that stays when it is taken out is known", () => {
  expect(parseState(state({ ...role, retainOnDelete: true })).resources).toMatchObject([{ isKept: true }]);
});

test.each([
  ["a component", { ...role, custom: false }],
  ["what is read only", { ...role, external: true }],
  ["what was replaced, and is still to be deleted", { ...role, delete: true }],
  ["a provider", { ...role, urn: "urn:pulumi:prod::tocsin::pulumi:providers:aws::default" }],
  [
    "what is of another provider",
    { ...role, urn: "urn:pulumi:prod::tocsin::random:index/randomBytes:RandomBytes::Key" },
  ],
])("%s is no resource of the stack", (_title, resource) => {
  expect(parseState(state(resource)).resources).toEqual([]);
});

describe("the release of the deployment", () => {
  test("is in the stack's outputs", () => {
    expect(parseState(state({ urn: stackUrn, outputs: { release } })).release).toEqual(release);
  });

  test.each([
    ["where the stack says none", { urn: stackUrn, outputs: {} }],
    ["where it is of another shape", { urn: stackUrn, outputs: { release: "0.1.0" } }],
  ])("is unknown %s", (_title, resource) => {
    expect(parseState(state(resource)).release).toBeUndefined();
  });
});

test("a stage that was removed has no resources", () => {
  expect(parseState(JSON.stringify({ stack: "prod", latest: { manifest: {} } })).resources).toEqual([]);
  expect(parseState(JSON.stringify({ stack: "prod" })).resources).toEqual([]);
});

test.each([
  ["is no JSON", "✕ Could not pull state", "it is no state of SST: no JSON"],
  ["is a list", "[]", "it is no state of SST"],
  ["names a resource otherwise", state({ urn: "x" }), "latest.resources[0].urn: expected Pulumi's name of a resource"],
])("what %s is refused", (_title, text, problem) => {
  expect(() => parseState(text)).toThrow(problem);
});
