/** Reports with any texts and numbers that their schema allows, for tests of renderings. */
import { type Instant, instant, instantOfEpoch } from "@tocsin/core/event/instant";
import { instantField } from "@tocsin/core/text/parse";
import fc from "fast-check";
import * as v from "valibot";
import { type AlertRow, type Report, reportSchema } from "../report/format.ts";

const count = fc.oneof(fc.constant(0), fc.constant(1), fc.nat({ max: 20 }), fc.nat({ max: 99_999 }));
const at: fc.Arbitrary<Instant> = fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instantOfEpoch);

const bounds = {
  week: "2026-W47",
  from: instant("2026-11-16T00:00:00Z"),
  to: instant("2026-11-23T00:00:00Z"),
};
const asOf = fc.constantFrom(instant("2026-11-19T10:00:00Z"), instant("2026-11-23T00:00:00Z"));

/** A report whose every text comes from `text`; its numbers need not agree with each other. */
export function anyReport(text: fc.Arbitrary<string>): fc.Arbitrary<Report> {
  const zone = fc.oneof(text, fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu"));
  return fc
    .tuple(arbitraryOf(reportSchema, text), asOf, zone)
    .map(([report, now, timezone]) =>
      v.parse(reportSchema, Object.assign({}, report, bounds, { asOf: now, timezone })),
    );
}

export function anyRow(text: fc.Arbitrary<string>): fc.Arbitrary<AlertRow> {
  const line = arbitraryOf(reportSchema.entries.due.entries.overdue.entries.lines.pipe[0].item, text);
  return fc
    .tuple(line, fc.record({ problem: text, command: text, ou: text, acknowledgedBy: text, openedAt: text }))
    .map(([drawn, more]) => ({
      ...v.parse(reportSchema.entries.due.entries.overdue.entries.lines.pipe[0].item, drawn),
      ...more,
      moved: [],
    }));
}

/** Values of a schema that reports are made of. @throws Error for a kind of schema that reports have not had so far. */
function arbitraryOf(schema: v.GenericSchema, text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  if (schema === instantField) return at;
  const { kind, of } = partsOf(schema);
  switch (kind) {
    case "string":
      return text;
    case "number":
      return count;
    case "boolean":
      return fc.boolean();
    case "literal":
      return fc.constant(of("literal"));
    case "picklist":
      return fc.constantFrom(...list(of("options")));
    case "optional":
      return fc.option(arbitraryOf(asSchema(of("wrapped")), text), { nil: undefined });
    case "array":
      return fc.array(arbitraryOf(asSchema(of("item")), text), { maxLength: 3 });
    case "variant":
      return fc.oneof(...list(of("options")).map((option) => arbitraryOf(asSchema(option), text)));
    case "object":
      return fc.record(
        Object.fromEntries(
          Object.entries(Object(of("entries"))).map(([name, field]) => [name, arbitraryOf(asSchema(field), text)]),
        ),
      );
    default:
      throw new Error(`no report has had a ${kind} so far: say here what to draw for it`);
  }
}

/** The fields that every valibot schema has, and those of each kind. */
function partsOf(schema: v.GenericSchema) {
  const fields: Readonly<Record<string, unknown>> = { ...schema };
  return { kind: schema.type, of: (name: string) => fields[name] };
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error("expected a list in the schema");
  return value;
}

function asSchema(value: unknown): v.GenericSchema {
  if (!isSchema(value)) throw new Error("expected a schema in the schema");
  return value;
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";
}
