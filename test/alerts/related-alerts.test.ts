import { alertKey, RELATION_PREFIX } from "@tocsin/aws/alerts/alerts-schema";
import { type Item, keyOf, valueIn } from "@tocsin/aws/alerts/items/items";
import { queryPage } from "@tocsin/aws/alerts/query";
import { alertId, type Identity } from "@tocsin/core/alert/identity";
import { active, cleared, type Observation } from "@tocsin/core/alert/observation";
import { relationsOf } from "@tocsin/core/alert/relations";
import type { AlertView } from "@tocsin/core/alert/view";
import { instant, shift } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf } from "@tocsin/core/transition/fold";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countRequests } from "../support/counting.ts";
import { useTable } from "../support/table.ts";

const now = instant("2026-11-20T12:00:00Z");
const region = "eu-west-1";

/** A secret, its key and a bucket that is encrypted by the same, in an account of its own. */
interface Place {
  readonly account: string;
  readonly secret: string;
  readonly key: string;
  readonly bucket: string;
}

function placeIn(n: number): Place {
  const account = String(100_000_000_000 + n);
  return {
    account,
    secret: `arn:aws:secretsmanager:${region}:${account}:secret:payments/db-a1b2c3`,
    key: `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-${String(n).padStart(12, "0")}`,
    bucket: `arn:aws:s3:::payments-settlements-${n}`,
  };
}

function identityIn<C extends Identity["condition"]>(
  condition: C,
  { account }: Place,
  resource: string,
  discriminator = "",
): Identity<C> {
  return { condition, partition: "aws", account, region, resource, discriminator };
}

interface Told {
  readonly what: "exposure" | "rotation" | "deletion" | "threat";
  readonly isSeen: boolean;
  readonly minute: number;
  readonly isSevere: boolean;
}

function observationOf({ what, isSeen, minute, isSevere }: Told, place: Place): Observation {
  const time = shift(now, minute * 60_000);
  const event = { id: `${what} ${minute} ${isSeen} ${isSevere}`, time, "replay-name": undefined };
  const summary = "It was said.";
  const ended = { scope: "condition", because: "fixed", summary } as const;
  const { secret, key, bucket } = place;
  switch (what) {
    case "exposure": {
      const said = {
        identity: identityIn("secret-exposure", place, secret),
        reporter: "secretsmanager",
        resource: secret,
      };
      if (!isSeen) return cleared(event, { ...said, ...ended });
      return active(event, { ...said, summary, severity: isSevere ? "CRITICAL" : "HIGH" });
    }
    case "rotation": {
      const said = {
        identity: identityIn("secret-rotation", place, secret),
        reporter: "secretsmanager",
        resource: secret,
      };
      if (!isSeen) return cleared(event, { ...said, ...ended });
      // A rotation that fails again, for another reason, names the key no more.
      return active(event, { ...said, summary, severity: "HIGH", attributes: isSevere ? { key } : {} });
    }
    case "deletion": {
      const said = { identity: identityIn("key-deletion", place, key), reporter: "kms", resource: key };
      if (!isSeen) return cleared(event, { ...said, ...ended });
      return active(event, { ...said, summary, severity: isSevere ? "CRITICAL" : "HIGH" });
    }
    case "threat": {
      const identity = identityIn("threat", place, "", `finding of ${place.account}`);
      const said = { identity, reporter: "guardduty", resource: `${bucket}/2026.csv` };
      if (!isSeen) return cleared(event, { ...said, ...ended });
      return active(event, { ...said, summary, severity: isSevere ? "HIGH" : "LOW", attributes: { key: [key] } });
    }
  }
}

const someTold: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.record({
    what: fc.constantFrom("exposure" as const, "rotation" as const, "deletion" as const, "threat" as const),
    isSeen: fc.boolean().map((isEnd) => !isEnd),
    minute: fc.integer({ min: -9, max: 0 }),
    isSevere: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10 },
);

describe("related alerts", () => {
  const table = useTable();
  let places = 0;

  async function tell(...all: readonly Observation[]): Promise<void> {
    const applied = await table.alerts.apply(changesOf(all), defaultWorld, now);
    expect(applied.map(({ ok }) => ok)).not.toContain(false);
  }

  async function related(view: AlertView, howMany = 10): Promise<readonly string[]> {
    const { alerts } = await table.alerts.relatedTo(view, howMany);
    return alerts.map(valueIn).map(({ id }) => id);
  }

  async function viewsOf(all: readonly Observation[]): Promise<readonly AlertView[]> {
    const heads = await Promise.all([...new Set(all.map(({ alertId: id }) => id))].map(table.alerts.head));
    return heads.flatMap((head) => head?.view ?? []);
  }

  test("are the open ones that name a thing in common, whichever of them is asked and in whatever order they were told of", async () => {
    await fc.assert(
      fc.asyncProperty(
        someTold.chain((told) =>
          fc.record({
            told: fc.constant(told),
            order: fc.shuffledSubarray([...told.keys()], { minLength: told.length }),
            atOnce: fc.integer({ min: 1, max: 4 }),
          }),
        ),
        async ({ told, order, atOnce }) => {
          places += 1;
          const place = placeIn(places);
          const observations = order.flatMap((i) => told[i] ?? []).map((one) => observationOf(one, place));
          for (let i = 0; i < observations.length; i += atOnce) await tell(...observations.slice(i, i + atOnce));
          const views = await viewsOf(observations);
          const isOpen = ({ status }: AlertView) => status !== "RESOLVED";
          const namesOf = (view: AlertView) => {
            const { resource, others } = relationsOf(view);
            return new Set([resource, ...others]);
          };
          for (const view of views) {
            const expected = views.filter(
              (other) => other !== view && isOpen(other) && !namesOf(other).isDisjointFrom(namesOf(view)),
            );
            expect((await related(view)).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
          }
          for (const a of views.filter(isOpen))
            for (const b of views.filter(isOpen))
              expect((await related(a)).includes(b.id)).toBe((await related(b)).includes(a.id));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("come with the most severe first, and of these the oldest", async () => {
    const place = placeIn(900_001);
    const told = (what: Told["what"], minute: number, isSevere: boolean) =>
      observationOf({ what, isSeen: true, minute, isSevere }, place);
    const [exposure, rotation, deletion, threat] = [
      told("exposure", -1, true),
      told("rotation", -5, true),
      told("deletion", -3, false),
      told("threat", -9, true),
    ];
    await tell(exposure, rotation, deletion, threat);
    const [view] = await viewsOf([rotation]);
    expect(view && (await related(view))).toEqual([exposure, threat, deletion].map(({ alertId: id }) => id));
    await tell(told("deletion", 0, true));
    expect(view && (await related(view))).toEqual([deletion, exposure, threat].map(({ alertId: id }) => id));
  });

  test("cost nothing to write again as long as the alert stays in its place", async () => {
    const place = placeIn(900_002);
    const told = (minute: number, isSevere = true) =>
      observationOf({ what: "threat", isSeen: true, minute, isSevere }, place);
    await tell(told(-9));
    const written = await relationItemsOf(told(-9).alertId);
    expect(written.length).toBe(2);
    const requests = countPuts();
    await tell(told(-3));
    expect(requests.relations()).toBe(0);
    expect(await relationItemsOf(told(-9).alertId)).toEqual(written);
    await tell(told(-1, false));
    expect(requests.relations()).toBe(2);
  });

  test("of what has ended are out of the index, and leave the table by themselves", async () => {
    const place = placeIn(900_003);
    const told = (minute: number, isSeen: boolean) =>
      observationOf({ what: "threat", isSeen, minute, isSevere: true }, place);
    await tell(told(-9, true));
    await tell(told(-3, false));
    const left = await relationItemsOf(told(-9, true).alertId);
    expect(left.map(({ resourcePk, expiresAt }) => [resourcePk, typeof expiresAt?.N])).toEqual([
      [undefined, "string"],
      [undefined, "string"],
    ]);
    await tell(told(-1, true));
    const again = await relationItemsOf(told(-9, true).alertId);
    expect(again.map(({ resourcePk, expiresAt }) => [typeof resourcePk?.S, expiresAt])).toEqual([
      ["string", undefined],
      ["string", undefined],
    ]);
  });

  test("are three and a number where there are very many, by one page of one query", async () => {
    const place = placeIn(900_004);
    const flaws = Array.from({ length: 120 }, (_, n) => {
      const identity = identityIn("threat", place, "", `f${n}`);
      const event = { id: `flaw ${n}`, time: shift(now, -n * 1000), "replay-name": undefined };
      return active(event, { identity, reporter: "guardduty", resource: place.secret, summary: "x", severity: "HIGH" });
    });
    await tell(...flaws);
    const [view] = await viewsOf(flaws.slice(0, 1));
    if (view === undefined) throw new Error("there is no alert");
    const requests = countRequests(table.client);
    const { alerts, more, isAtLeast } = await table.alerts.relatedTo(view, 3);
    expect([...requests.counts]).toEqual([
      ["QueryCommand", 1],
      ["BatchGetItemCommand", 1],
    ]);
    expect(alerts.map(valueIn).map(({ id }) => id)).toEqual(
      flaws
        .slice(-3)
        .map(({ identity }) => alertId(identity))
        .toReversed(),
    );
    expect({ more, isAtLeast }).toEqual({ more: 47, isAtLeast: true });
  });

  async function relationItemsOf(id: string): Promise<readonly Item[]> {
    const place = { client: table.client, tableName: table.tableName };
    const { items } = await queryPage(place, { partition: alertKey(id), consistent: true }, undefined);
    return items.filter((item) => keyOf(item).sk.startsWith(RELATION_PREFIX));
  }

  function countPuts() {
    let relations = 0;
    table.client.middlewareStack.add(
      (next) => (request) => {
        relations += JSON.stringify(request.input).split(`"${RELATION_PREFIX}`).length - 1;
        return next(request);
      },
      { step: "initialize", name: "countPuts", override: true },
    );
    return { relations: () => relations };
  }
});
