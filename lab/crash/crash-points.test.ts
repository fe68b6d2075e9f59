import { afterAll, beforeAll, expect, test } from "vitest";
import { type Servers, startServers } from "../world/world.ts";
import { crashPoints } from "./crash-points.ts";

const started: Servers[] = [];
beforeAll(async () => void started.push(await startServers()));
afterAll(async () => void (await started[0]?.stop()));

// `review` and `digest` mostly read, which takes long and shows little: `npm run lab -- crash` has them.
test.each([
  ["ingest", 8],
  ["announce", 2],
  ["oncall", 4],
  ["deliver", 8],
] as const)(
  "a crash at any call of %s loses nothing, and leaves nobody with less than what is",
  { timeout: 300_000 },
  async (handler, least) => {
    const [servers] = started;
    if (servers === undefined) throw new Error("the servers did not start");
    const { failures, lost, doubled, wrong, calls } = await crashPoints(handler, servers);
    expect(failures).toEqual([]);
    expect({ lost, doubled, wrong }).toEqual({ lost: 0, doubled: 0, wrong: 0 });
    // A batch that makes no calls would have no point to crash at.
    expect(calls.length).toBeGreaterThanOrEqual(least);
  },
);
