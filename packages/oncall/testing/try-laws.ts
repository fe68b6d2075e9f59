/** Tries laws on many histories. Those of one scope are tried on the same ones, each of which is lived once for all of them. */
import fc from "fast-check";
import { type History, lived, someHistory } from "./histories.ts";
import { type Law, laws } from "./laws.ts";
import { type Simulation, simulationFrom } from "./simulation.ts";

/** Laws that are tried together. */
export const trials: readonly (readonly Law[])[] = [...Map.groupBy(laws, ({ scope }) => scope).values()];

/**
 * Tries laws of one scope on so many histories, and says of each that does not hold how it is broken: by a history that is as short as
 * can be. The same seed draws the same histories, whichever laws are tried together. `progress` is told how many have been tried.
 */
export function tryLaws(
  together: readonly Law[],
  histories: number,
  seed: number,
  progress: (tried: number) => void = () => {},
): ReadonlyMap<Law, string> {
  const [first] = together;
  if (first === undefined) return new Map();
  const standing = new Set(together);
  let tried = 0;
  const property = fc.property(someHistory(first.scope), (history) => {
    const start = startOf(history);
    for (const law of standing) if (!holds(law, start)) standing.delete(law);
    tried += 1;
    progress(tried);
  });
  fc.assert(property, { numRuns: histories, seed });
  const broken = together.filter((law) => !standing.has(law));
  return new Map(broken.map((law) => [law, counterexampleOf(law, histories, seed)]));
}

function holds(law: Law, start: Start): boolean {
  try {
    return problemOf(law, start) === undefined;
  } catch {
    return false;
  }
}

/** Finds what breaks the law once more, for it alone, and makes it short. */
function counterexampleOf(law: Law, histories: number, seed: number): string {
  const property = fc.property(someHistory(law.scope), (history) => {
    const problem = problemOf(law, startOf(history));
    if (problem !== undefined) throw new Error(problem);
  });
  const { counterexample, counterexamplePath, errorInstance } = fc.check(property, { numRuns: histories, seed });
  const problem = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `${law.sentence}: seed ${seed}, path ${counterexamplePath}: ${problem}\n${JSON.stringify(counterexample?.[0])}`;
}

/** A history that has been lived, from which laws go on, each by itself. */
interface Start {
  readonly history: History;
  readonly lived: () => Simulation;
  readonly settled: () => Simulation;
}

function startOf(history: History): Start {
  const atTheEnd = once(() => lived(history));
  const settled = once(() => {
    const simulation = simulationFrom({ ...atTheEnd().state, verdicts: undefined });
    simulation.settle();
    return simulation;
  });
  return { history, lived: atTheEnd, settled };
}

function problemOf({ isSettled, broken }: Law, { history, lived, settled }: Start): string | undefined {
  const { state } = isSettled ? settled() : lived();
  return broken(simulationFrom(state), history.further);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
