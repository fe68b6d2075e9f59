/**
 * As many pairs as there can be of what is wanted with what is there, each in one pair at most: what fits several goes where it leaves
 * the others one. (Kuhn's algorithm for the largest matching of a bipartite graph: https://en.wikipedia.org/wiki/Maximum_cardinality_matching)
 */
export function pairsOf<W, F>(
  wanted: readonly W[],
  found: readonly F[],
  fits: (wanted: W, found: F) => boolean,
): ReadonlyMap<W, F> {
  const choices = new Map(wanted.map((one) => [one, found.filter((other) => fits(one, other))]));
  const takenBy = new Map<F, W>();

  /** Whether `one` can have a partner, if need be by giving another its next choice. */
  function settle(one: W, tried: Set<F>): boolean {
    for (const other of choices.get(one) ?? []) {
      if (tried.has(other)) continue;
      tried.add(other);
      const holder = takenBy.get(other);
      if (holder === undefined || settle(holder, tried)) {
        takenBy.set(other, one);
        return true;
      }
    }
    return false;
  }

  for (const one of wanted) settle(one, new Set());
  return new Map([...takenBy].map(([other, one]) => [one, other]));
}
