/** Work on many things, so many at a time: whoever is done takes the next that nobody has taken. */

/** Gives what each came to, in the order of `tasks`. Rejects when the work on one of them does. */
export async function inLanes<T, R>(
  tasks: readonly T[],
  lanes: number,
  work: (task: T) => Promise<R>,
): Promise<readonly R[]> {
  const waiting = [...tasks.entries()];
  const results: R[] = [];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [place, task] = next;
      results[place] = await work(task);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
