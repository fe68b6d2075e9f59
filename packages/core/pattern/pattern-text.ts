/** How texts are compared; none of it backtracks, and no expression is built from a pattern. */
type Text = (value: string) => boolean;

/**
 * Ignores case as EventBridge does: each UTF-16 unit of the pattern stands for its own lower or upper case, so `ß`
 * takes `ß` and `SS`, and `k` does not take the Kelvin sign.
 */
interface Folded {
  readonly lower: string;
  readonly upper: string;
}

function fold(text: string): readonly Folded[] {
  return text.split("").map((unit) => ({ lower: unit.toLowerCase(), upper: unit.toUpperCase() }));
}

export function equalsIgnoringCase(text: string): Text {
  const folded = fold(text);
  return (value) => endOf(folded, value) === value.length;
}

export function startsWithIgnoringCase(text: string): Text {
  const folded = fold(text);
  return (value) => endOf(folded, value) !== -1;
}

export function endsWithIgnoringCase(text: string): Text {
  const folded = fold(text).toReversed();
  return (value) => {
    let end = value.length;
    for (const { lower, upper } of folded) {
      if (value.endsWith(lower, end)) end -= lower.length;
      else if (value.endsWith(upper, end)) end -= upper.length;
      else return false;
    }
    return true;
  };
}

/** Where `value` goes on after the folded text at its start, or -1 when it does not start with it. */
function endOf(folded: readonly Folded[], value: string): number {
  let end = 0;
  for (const { lower, upper } of folded) {
    if (value.startsWith(lower, end)) end += lower.length;
    else if (value.startsWith(upper, end)) end += upper.length;
    else return -1;
  }
  return end;
}

/**
 * The texts between the asterisks of a wildcard, unescaped; `["a", ""]` for `a*`. Gives what is wrong, as a sentence,
 * for a wildcard that EventBridge refuses.
 */
export function parseWildcard(wildcard: string): readonly string[] | string {
  const pieces: string[] = [];
  let piece = "";
  for (let index = 0; index < wildcard.length; index++) {
    const unit = wildcard.charAt(index);
    if (unit === "*") {
      if (wildcard.charAt(index + 1) === "*") return "must not have two asterisks in a row: one already takes any text";
      pieces.push(piece);
      piece = "";
    } else if (unit === "\\") {
      const escaped = wildcard.charAt(++index);
      if (escaped !== "*" && escaped !== "\\") return "must have a backslash only before an asterisk or a backslash";
      piece += escaped;
    } else {
      piece += unit;
    }
  }
  return [...pieces, piece];
}

/** Takes the first occurrence of each piece: with nothing but asterisks between them, no later one does better. */
export function matchesPieces(pieces: readonly string[]): Text {
  const [first = "", ...middle] = pieces;
  const last = middle.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    const limit = value.length - last.length;
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    let from = first.length;
    for (const piece of middle) {
      const found = value.indexOf(piece, from);
      if (found === -1) return false;
      from = found + piece.length;
    }
    return from <= limit;
  };
}
