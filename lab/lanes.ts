/** Runs many tasks, a limited number at a time: a lane that is done takes the next task. */

/** Gives the result of each task, in their order. Rejects if one of them does. */
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
