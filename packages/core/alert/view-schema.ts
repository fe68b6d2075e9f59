/** What readers of a message rely on in an alert's view. */
import * as v from "valibot";
import { parseInstant } from "../event/instant.ts";
import { severities } from "./severity.ts";
import { statuses } from "./view.ts";

const text = v.string();

/** An instant as Tocsin itself writes it. */
export const writtenInstant = v.pipe(
  text,
  v.check((at) => parseInstant(at) === at, "expected an instant"),
);

/** The fields that pages show and that decide on anything; the rest of a view is as `evaluate` wrote it. */
export const alertViewSchema = v.looseObject({
  id: text,
  condition: text,
  status: v.picklist(statuses),
  severity: v.picklist(severities),
  account: text,
  region: text,
  resource: text,
  title: text,
  summary: text,
  remedy: text,
  link: v.optional(text),
  deadline: v.optional(writtenInstant),
  firstSeenAt: v.optional(writtenInstant),
  lastSeenAt: v.optional(writtenInstant),
  reporters: v.array(text),
  attributes: v.record(text, v.array(v.union([text, v.number(), v.boolean()]))),
});
