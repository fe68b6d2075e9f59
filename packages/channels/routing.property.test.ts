import { defaultPolicy } from "@tocsin/core/policy/parse-policy";
import type { Policy } from "@tocsin/core/policy/policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { routesFor } from "./routing.ts";
import { announcementWith } from "./testing/sample-announcement.ts";

const route = fc.record({
  name: fc.string({ maxLength: 3 }),
  channels: fc.array(fc.constantFrom("pager", "chat", "mail", "__proto__"), { minLength: 1, maxLength: 5 }),
  isMatch: fc.boolean(),
});
const routes = fc.array(route, { maxLength: 6 });

function policyOf(drawn: readonly { name: string; channels: readonly string[]; isMatch: boolean }[]): Policy {
  return {
    ...defaultPolicy,
    routes: drawn.map(({ name, channels, isMatch }) => ({ name, channels, matches: () => isMatch, steps: [] })),
  };
}

test("the channels are the union of the matching routes' channels, none of them twice", () => {
  fc.assert(
    fc.property(routes, (drawn) => {
      const { deliveries } = routesFor(policyOf(drawn), announcementWith());
      const union = new Set(drawn.filter(({ isMatch }) => isMatch).flatMap(({ channels }) => channels));
      expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual([...union].toSorted());
    }),
  );
});

test("each channel is given a route that matches and names it, and no earlier one does", () => {
  fc.assert(
    fc.property(routes, (drawn) => {
      for (const delivery of routesFor(policyOf(drawn), announcementWith()).deliveries) {
        const first = drawn.find(
          ({ isMatch, channels }) => isMatch && channels.some((channel) => channel === delivery.channel),
        );
        expect(delivery.route).toBe(first?.name);
      }
    }),
  );
});

test("the reason is routed exactly when somebody is told", () => {
  fc.assert(
    fc.property(routes, (drawn) => {
      const { deliveries, reason } = routesFor(policyOf(drawn), announcementWith());
      expect(reason).toBe(deliveries.length > 0 ? "routed" : "no-route-matches");
    }),
  );
});

test("a quiet announcement notifies nobody, whatever the routes", () => {
  fc.assert(
    fc.property(routes, (drawn) => {
      const routing = routesFor(policyOf(drawn), announcementWith({ quiet: true }));
      expect(routing).toEqual({ deliveries: [], reason: "quiet" });
    }),
  );
});
