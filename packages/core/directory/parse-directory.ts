/** Reading a directory that is written as YAML or JSON: `accounts`, each by its id. */
import { hash } from "node:crypto";
import * as v from "valibot";
import { accountField } from "../event/event.ts";
import { closedObject } from "../policy/schema/fields.ts";
import { canonicalJson, isObject } from "../text/json.ts";
import { type Parsed, type Refusal, recordField, refusalsOf } from "../text/parse.ts";
import { isPlain } from "../text/text.ts";
import { createDirectory, type Directory, entryOf, type StatedEntry, unkeptKeys } from "./directory.ts";

/** The limits of AWS Organizations. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Tag.html */
const TAGS = 50;
const TAG_KEY = 128;
const TAG_VALUE = 256;
/** Five units within each other, of 128 characters each. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const PATH = 650;
const NAME = 100;
const CONTACT = 256;

function isShowable(text: string): boolean {
  return text === "" || isPlain(text);
}

function textField(limit: number) {
  return v.pipe(
    v.string("expected text: put it in quotes"),
    v.check((text) => text.trim() !== "", "is empty: leave it out"),
    v.maxLength(limit, `is longer than ${limit} characters`),
    v.check(isShowable, "holds what cannot be shown"),
  );
}

const tagsField = v.pipe(
  recordField(
    v.pipe(
      v.string(),
      v.maxLength(TAG_KEY, `is a key of more than ${TAG_KEY} characters`),
      v.notValues(unkeptKeys, "is a key that cannot be stored"),
    ),
    v.pipe(
      v.string("expected text: put it in quotes"),
      v.maxLength(TAG_VALUE, `is longer than ${TAG_VALUE} characters`),
      v.check(isShowable, "holds what cannot be shown"),
    ),
  ),
  v.check((tags) => Object.keys(tags).length <= TAGS, `holds more than ${TAGS} tags`),
);

const entryFields = {
  name: v.optional(textField(NAME)),
  ou: v.optional(
    v.pipe(textField(PATH), v.startsWith("/", "expected the path of an organizational unit, such as /Workloads/Prod")),
  ),
  environment: v.optional(textField(NAME)),
  owner: v.optional(textField(NAME)),
  contact: v.optional(textField(CONTACT)),
  tags: v.optional(tagsField, {}),
} satisfies { readonly [K in keyof Required<StatedEntry>]: v.GenericSchema<unknown, StatedEntry[K]> };

/** Valibot takes a list for an object without keys. */
const anObject = v.custom<object>(isObject, "expected an object");

const entrySchema = v.pipe(anObject, closedObject(entryFields));

const idField = v.pipe(
  v.string(),
  v.check(
    (id) => v.is(accountField, id),
    "is no account id of 12 digits (in YAML, one that begins with 0 needs quotes)",
  ),
);

const directorySchema = v.pipe(anObject, closedObject({ accounts: recordField(idField, entrySchema) }));

/** All reasons to refuse a directory, each with its path. */
export function problemsOfDirectory(value: unknown): readonly Refusal[] {
  return refusalsOf(directorySchema, value);
}

/** Checks a directory as read from YAML or JSON. Its version is a hash of its content. A refusal names the first wrong field. */
export function parseDirectory(value: unknown): Parsed<Directory> {
  const [refusal] = problemsOfDirectory(value);
  if (refusal !== undefined) return { ok: false, refusal };
  const { accounts } = v.parse(directorySchema, value);
  const entries = new Map(Object.entries(accounts).map(([id, stated]) => [id, entryOf(stated)]));
  return { ok: true, value: createDirectory(versionOf(entries), entries) };
}

const VERSION_DIGITS = 12;

function versionOf(entries: ReadonlyMap<string, object>): string {
  return hash("sha256", canonicalJson(Object.fromEntries(entries)), "hex").slice(0, VERSION_DIGITS);
}
