/** A report as JSON, in pieces: as one text it may be as large as all that it was made of. */

/** So many items of a list are in a piece: a larger text is not made among new objects, and stays longer than it is needed. */
const ITEMS = 100;

/** The pieces of one line. */
export function* jsonPieces(report: object): Generator<string, void> {
  let before = "{";
  for (const [key, value] of Object.entries(report)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) yield* listPieces(value);
    else yield JSON.stringify(value);
    before = ",";
  }
  yield before === "{" ? "{}\n" : "}\n";
}

function* listPieces(list: readonly unknown[]): Generator<string, void> {
  yield "[";
  for (let from = 0; from < list.length; from += ITEMS) {
    const piece = JSON.stringify(list.slice(from, from + ITEMS)).slice(1, -1);
    yield from === 0 ? piece : `,${piece}`;
  }
  yield "]";
}
