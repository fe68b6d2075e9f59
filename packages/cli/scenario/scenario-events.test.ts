import { instant } from "@tocsin/core/event/instant";
import { describe, expect, test } from "vitest";
import { problemsOfEvents, writtenEvents } from "./scenario-events.ts";

const at = instant("2026-11-24T02:00:00Z");
const event = { source: "aws.acm", "detail-type": "x", account: "1111222233{nn}", region: "eu-west-1", detail: {} };
const madeOf = (step: Parameters<typeof writtenEvents>[0]) =>
  writtenEvents(step, "steps[0]", at).map((one) => one.event);

describe("an event of a step", () => {
  test("has an id and a time of its own where it says none", () => {
    const [first, second] = madeOf({ events: [event, event] });
    expect([first?.time, second?.time]).toEqual([at, at]);
    expect(first?.id).not.toBe(second?.id);
    expect(madeOf({ event: { ...event, id: "mine", time: "2026-11-24T01:00:00Z" } })).toMatchObject([
      { id: "mine", time: "2026-11-24T01:00:00Z" },
    ]);
  });

  test("comes as often as it is to, numbered with as many digits as are written", () => {
    const made = madeOf({ event: { ...event, detail: { names: ["{n} of {nnn}"] } }, times: 10 });
    expect(made.map(({ account }) => account)).toEqual(
      ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10"].map((number) => `1111222233${number}`),
    );
    expect([made[0]?.detail, made[9]?.detail]).toEqual([{ names: ["1 of 001"] }, { names: ["10 of 010"] }]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(10);
  });

  test("names the instant of its step, and nothing else that is in braces", () => {
    const policy = '{"Version":"2012-10-17","Statement":[{}]}';
    const detail = { when: "{at}", policy, other: "{nm} {} {N}", flags: [true, null, 7] };
    expect(madeOf({ event: { ...event, detail } })[0]?.detail).toEqual({ ...detail, when: at });
  });

  test.each<readonly [string, object, string]>([
    ["that has no account", { account: undefined }, "steps[0].event.account is missing"],
    [
      "that claims to be later than its step",
      { time: "2026-11-24T02:00:00.001Z" },
      `steps[0].event.time is 2026-11-24T02:00:00.001Z, and the event comes before, at ${at}`,
    ],
  ])("%s is refused, once however often it comes", (_title, changed, problem) => {
    const step = { at: "+0s", event: { ...event, account: "111122223333", ...changed }, times: 3 };
    expect(problemsOfEvents(step, "steps[0]", at).map((refusal) => `${refusal.path} ${refusal.problem}`)).toEqual([
      problem,
    ]);
  });

  test("may come late", () => {
    const late = { ...event, account: "111122223333", time: "2026-11-23T02:00:00Z" };
    expect(problemsOfEvents({ at: "+0s", event: late }, "steps[0]", at)).toEqual([]);
  });
});
