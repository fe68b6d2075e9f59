/** For tests that are about every source: the invented events of its `samples.ts`, by their names. */
import { sources } from "../registry.ts";

/** @throws Error that names the file if a source has none. */
export async function samplesOf(source: string): Promise<Readonly<Record<string, object>>> {
  const { samples } = await import(`../${source}/samples.ts`);
  return samples;
}

/** Those of every source, each with the source's name. */
export async function allSamples(): Promise<readonly { source: string; name: string; event: object }[]> {
  const found = await Promise.all(
    sources.map(async ({ name: source }) =>
      Object.entries(await samplesOf(source)).map(([name, event]) => ({ source, name, event })),
    ),
  );
  return found.flat();
}
