/** The names in real events, which lie beside the checkout where there are any. */
import { parseArn } from "@tocsin/core/event/arn";
import { readInputs } from "../../packages/cli/input/read.ts";
import { corpusFiles, hasCorpus } from "../../test/support/corpus.ts";

/** Fields that AWS's events keep names, ids and types in. */
const NAME_FIELD = /(?:[aA]rn|ARN|[iI]d|[nN]ame|[tT]ype)$/;

/** Every ARN in them, and what stands in a field of a name without being a sentence; each once. */
export async function recordedNames(): Promise<readonly string[]> {
  const names = new Set<string>();
  if (!hasCorpus) return [];
  for await (const input of readInputs(await corpusFiles(), { stdin: nothing() }))
    if (input.ok)
      JSON.stringify(input.value, (field, value: unknown) => {
        if (typeof value === "string" && isName(field, value)) names.add(value);
        return value;
      });
  return [...names];
}

/** A name has no line break or space at its ends, which no line shows. */
function isName(field: string, value: string): boolean {
  if (value === "" || value !== value.trim() || /[\p{Cc}]/u.test(value)) return false;
  return parseArn(value) !== undefined || (NAME_FIELD.test(field) && !value.includes(" "));
}

async function* nothing(): AsyncIterable<Uint8Array> {}
