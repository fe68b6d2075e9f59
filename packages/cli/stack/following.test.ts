import { CallError } from "@tocsin/aws/call";
import type { ReplayProgress } from "@tocsin/aws/replays";
import { describe, expect, test } from "vitest";
import { follow, untilInterrupted } from "./following.ts";

/** A replay that is asked for in vain no more often than there are states. */
function replayGoing(...states: readonly ReplayProgress["state"][]) {
  const left = [...states];
  return {
    async progress(): Promise<ReplayProgress> {
      const state = left.shift();
      if (state === undefined) throw new CallError("asked once too often", false);
      return { state };
    },
  };
}

async function followed(replays: ReturnType<typeof replayGoing>, patience = Number.POSITIVE_INFINITY) {
  const shown: string[] = [];
  let waited = 0;
  const end = await follow({
    replays,
    name: "r",
    wait: async () => {
      waited += 1;
      return waited < patience;
    },
    show: ({ state }) => shown.push(state),
  });
  return { end: end?.state, shown, waited };
}

describe("following a replay", () => {
  test.each([
    ["completes", ["STARTING", "RUNNING", "RUNNING", "COMPLETED"]],
    ["is cancelled by somebody else", ["RUNNING", "CANCELLING", "CANCELLED"]],
    ["fails at once", ["FAILED"]],
  ] as const)("goes on until it %s, and waits between looks", async (_how, states) => {
    expect(await followed(replayGoing(...states))).toEqual({
      end: states.at(-1),
      shown: states.slice(0, -1),
      waited: states.length - 1,
    });
  });

  test("ends without an end when nobody watches any more", async () => {
    expect(await followed(replayGoing("STARTING", "RUNNING"), 2)).toMatchObject({ end: undefined, waited: 2 });
  });

  test("fails as the look at it does", async () => {
    await expect(followed(replayGoing("RUNNING"))).rejects.toThrow("asked once too often");
  });
});

test("waiting ends at once when the user asks to stop, and is over from then on", async () => {
  let interrupt = () => {};
  const wait = untilInterrupted({
    interrupted: (act) => {
      interrupt = act;
    },
  });
  const waiting = wait();
  interrupt();
  expect([await waiting, await wait()]).toEqual([false, false]);
});
