/** Cuts items into batches that neither a number nor a size limit refuses; an item over the size limit is alone in its batch. */
export function batches<T>(
  items: readonly T[],
  limits: { readonly entries: number; readonly bytes: number },
  bytesOf: (item: T) => number,
): readonly (readonly T[])[] {
  const cut: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    const last = cut.at(-1);
    if (last === undefined || last.length === limits.entries || bytes + size > limits.bytes) {
      cut.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return cut;
}
