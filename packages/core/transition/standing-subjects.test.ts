import { describe, expect, test } from "vitest";
import type { Decision } from "../alert/decision.ts";
import type { ClearedStatement, Observation } from "../alert/observation.ts";
import type { Instant } from "../event/instant.ts";
import { defaultWorld } from "../policy/world.ts";
import { acknowledges, alertOf, clears, day, resolves, sees } from "../testing/timeline.ts";
import { evaluate } from "./evaluate.ts";

const seen = (image: string, at: Instant, more: object = {}) =>
  sees("inspector", at, { subject: image, resource: `image/${image}`, eventId: `${image}-${at}`, ...more });
const closed = (image: string, at: Instant, more: Partial<ClearedStatement> = {}) =>
  clears("inspector", at, { subject: image, resource: `image/${image}`, eventId: `${image}-${at}`, ...more });

function viewOf(now: Instant, first: Observation, ...others: readonly (Observation | Decision)[]) {
  return evaluate(alertOf(first, ...others), defaultWorld, now).view;
}

describe("a vulnerability in several images", () => {
  test("moves on to the newest image, and says how many have it", () => {
    expect(viewOf(day(3), seen("a", day(1)), seen("b", day(2)))).toMatchObject({
      status: "OPEN",
      resource: "image/b",
      affected: { resources: ["image/a", "image/b"], count: 2 },
    });
  });

  test("is told of an image that still has it once the newest has it no more", () => {
    const view = viewOf(day(4), seen("a", day(1)), seen("b", day(2)), closed("b", day(3)));
    expect(view).toMatchObject({ status: "OPEN", resource: "image/a" });
    expect(view.affected).toBeUndefined();
  });

  test("is as severe as in the worst of them", () => {
    const worst = seen("a", day(1), { severity: "CRITICAL" });
    expect(viewOf(day(3), worst, seen("b", day(2), { severity: "LOW" })).severity).toBe("CRITICAL");
    expect(viewOf(day(4), worst, seen("b", day(2), { severity: "LOW" }), closed("a", day(3))).severity).toBe("LOW");
  });

  test("is over with the last of them, for the reason that it gave", () => {
    const view = viewOf(day(5), seen("a", day(1)), seen("b", day(2)), closed("a", day(3)), closed("b", day(4)));
    expect(view).toMatchObject({ status: "RESOLVED", ended: "cleared", because: "fixed" });
  });

  test("is told in the words of the worst, and after it of the newest, that still has it", () => {
    const about = (name: string) => ({ title: `${name} leaks`, remedy: `Update ${name}.`, link: `https://${name}` });
    const worst = seen("a", day(1), { ...about("tide"), severity: "CRITICAL" });
    const others = [
      seen("b", day(2), { ...about("quay"), severity: "LOW" }),
      seen("c", day(3), about("mole")),
    ] as const;
    expect(viewOf(day(6), worst, ...others)).toMatchObject({ ...about("tide"), resource: "image/a" });
    expect(viewOf(day(6), worst, ...others, closed("b", day(4)))).toMatchObject(about("tide"));
    expect(viewOf(day(6), worst, ...others, closed("a", day(4)))).toMatchObject({
      ...about("mole"),
      severity: "MEDIUM",
      resource: "image/c",
    });
  });

  test("has the attributes of all that still have it, and of no other", () => {
    const first = seen("a", day(1), { attributes: { imageTags: ["quay"], score: 9.1 } });
    const second = seen("b", day(2), { attributes: { imageTags: ["tide", "mole"], score: 3 } });
    expect(viewOf(day(4), first, second).attributes).toEqual({ imageTags: ["mole", "quay", "tide"], score: [3, 9.1] });
    expect(viewOf(day(4), first, second, closed("b", day(3))).attributes).toEqual({
      imageTags: ["quay"],
      score: [9.1],
    });
  });

  test("keeps matching what the first image matched, however many values others add", () => {
    const tagged = (n: number) => Array.from({ length: 10 }, (_, i) => `${n}-${i}`);
    const many = Array.from({ length: 20 }, (_, n) =>
      seen(`b${n}`, day(2, n), { attributes: { imageTags: tagged(n) } }),
    );
    const view = viewOf(day(4), seen("z", day(1), { attributes: { imageTags: ["zeal"] } }), ...many);
    expect(view.attributes.imageTags).toContain("zeal");
    expect(view.attributes.imageTags).toHaveLength(50);
  });

  test("keeps the short attributes of an image whose long ones are beyond what is kept", () => {
    const tags = Array.from({ length: 15 }, (_, i) => `${i}${"t".repeat(190)}`);
    const view = viewOf(day(4), seen("a", day(1), { attributes: { tags, imageTags: ["quay"], score: 9 } }));
    expect(view.attributes).toMatchObject({ imageTags: ["quay"], score: [9] });
    expect(JSON.stringify(view.attributes).length).toBeLessThan(2100);
    expect(view.attributes.tags?.length).toBeGreaterThan(5);
  });

  test("is open again where the one image that has it had it no more in between", () => {
    const taken = [seen("a", day(1)), acknowledges(day(2)), closed("a", day(2, 1)), seen("a", day(2, 2))] as const;
    expect(viewOf(day(2, 3), ...taken).status).toBe("OPEN");
  });

  test.each([
    ["at the very end of another's", 3, "ACKNOWLEDGED"],
    ["after another's end", 4, "OPEN"],
  ])("is one episode or two where an image has it again %s", (_title, milliseconds, status) => {
    const taken = [seen("a", day(1)), seen("b", day(1)), acknowledges(day(2)), closed("a", day(2, 1))] as const;
    const again = [closed("b", day(2, 3)), seen("a", day(2, milliseconds))] as const;
    expect(viewOf(day(2, 5), ...taken, ...again).status).toBe(status);
  });

  test("stays acknowledged where an image that had it again before is only confirmed", () => {
    const taken = [seen("a", day(0)), closed("a", day(1)), seen("a", day(2)), acknowledges(day(3))] as const;
    expect(viewOf(day(3, 2), ...taken, seen("a", day(3, 1))).status).toBe("ACKNOWLEDGED");
  });

  test("stays acknowledged while one image takes it over from another", () => {
    const taken = [seen("a", day(1)), acknowledges(day(2)), seen("b", day(2, 1)), closed("a", day(2, 2))] as const;
    expect(viewOf(day(2, 3), ...taken).status).toBe("ACKNOWLEDGED");
  });

  test("is open again where it was over in between", () => {
    const taken = [seen("a", day(1)), acknowledges(day(2)), closed("a", day(2, 1)), seen("b", day(2, 2))] as const;
    expect(viewOf(day(2, 3), ...taken).status).toBe("OPEN");
  });

  test("stays resolved by a person until another image brings it back", () => {
    expect(viewOf(day(4), seen("a", day(1)), resolves(day(2))).status).toBe("RESOLVED");
    expect(viewOf(day(4), seen("a", day(1)), resolves(day(2)), seen("b", day(3))).status).toBe("OPEN");
    const milder = seen("b", day(3), { severity: "LOW" });
    expect(viewOf(day(4), seen("a", day(1)), resolves(day(2)), milder).status).toBe("OPEN");
  });

  test("is open by a tie alone where each image that has it ended it in the same instant", () => {
    expect(viewOf(day(2), seen("a", day(1)), closed("a", day(1))).ambiguous).toBe(true);
    expect(viewOf(day(2), seen("a", day(1)), closed("a", day(1)), seen("b", day(1))).ambiguous).toBeUndefined();
  });

  test("is not brought back by a replay of an image in which it is over, and is by one that was lost", () => {
    const over = [seen("a", day(1)), closed("a", day(2))] as const;
    expect(viewOf(day(4), ...over, seen("a", day(3), { replayed: true })).status).toBe("RESOLVED");
    expect(viewOf(day(4), ...over, seen("b", day(3), { replayed: true })).status).toBe("OPEN");
  });

  test("is over for all of them where a reporter says so of the condition", () => {
    const view = viewOf(day(4), seen("a", day(1)), seen("b", day(2)), closed("a", day(3), { scope: "condition" }));
    expect(view.status).toBe("RESOLVED");
  });
});
