/** What readers of a message rely on in an alert's view. */
import * as v from "valibot";
import { parseInstant } from "../event/instant.ts";
import { recordField } from "../text/parse.ts";
import { severities } from "./severity.ts";
import { statuses } from "./view.ts";

const text = v.string();

/** An instant as Tocsin itself writes it. */
export const writtenInstant = v.pipe(
  text,
  v.check((at) => parseInstant(at) === at, "expected an instant"),
);

const texts = v.array(text);

/** The fields that pages show and that decide on anything; the rest of a view is as `evaluate` wrote it. */
export const alertViewSchema = v.looseObject({
  id: text,
  condition: text,
  status: v.picklist(statuses),
  severity: v.picklist(severities),
  account: text,
  region: text,
  resource: text,
  affected: v.optional(v.looseObject({ resources: texts, count: v.number() })),
  title: text,
  summary: text,
  remedy: text,
  link: v.optional(text),
  deadline: v.optional(writtenInstant),
  stepDays: v.optional(v.number()),
  firstSeenAt: v.optional(writtenInstant),
  lastSeenAt: v.optional(writtenInstant),
  count: v.optional(v.number()),
  reporters: texts,
  attributes: recordField(text, v.array(v.union([text, v.number(), v.boolean()]))),
  actor: v.optional(v.looseObject({ kind: text, name: text, call: text, at: writtenInstant })),
  unconfirmed: v.optional(v.looseObject({ since: writtenInstant, why: text })),
  decided: v.optional(v.looseObject({ by: text, at: writtenInstant, why: text, until: v.optional(writtenInstant) })),
  ended: v.optional(text),
  because: v.optional(text),
  directory: v.optional(
    v.looseObject({
      name: v.optional(text),
      ou: v.optional(text),
      environment: text,
      contact: v.optional(text),
      tags: recordField(text, text),
    }),
  ),
  owner: v.optional(text),
  ownedBy: v.optional(text),
});
