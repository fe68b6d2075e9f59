import { expect, test } from "vitest";
import { describeSource } from "../testing/contract.ts";
import { tryOut, withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { drill, drillAlertId } from "./source.ts";

const { matches, read, only } = tryOut(drill);

describeSource(drill, samples, { unowned: ["begun", "ended", "ringing"], ignores: false });

test.each([
  ["of a service", { ...samples.begun, source: "aws.acm" }],
  ["of another custom source", { ...samples.begun, source: "tocsin" }],
  ["of another type", { ...samples.begun, "detail-type": "Tocsin Test" }],
])("its pattern leaves out what is %s", (_title, event) => {
  expect(matches(event)).toBe(false);
});

test("begins and ends the alert that the command knows by the drill's id", () => {
  const { begun, ended } = { begun: only(samples.begun), ended: only(samples.ended) };
  const id = drillAlertId({ account: "111122223333", region: "eu-central-1" }, samples.begun.detail.drill);
  expect([begun.alertId, ended.alertId]).toEqual([id, id]);
  expect([begun.statement.state, ended.statement.state]).toEqual(["active", "cleared"]);
  expect(begun.statement.at < ended.statement.at).toBe(true);
});

test("says DRILL first in all of its texts, and names its destination and who started it", () => {
  for (const sample of Object.values(samples)) {
    const { statement } = only(sample);
    for (const text of [statement.title, statement.summary]) expect(text).toMatch(/^DRILL: /);
    expect(statement.attributes).toMatchObject({ destination: "soc", startedBy: "assumed-role/Responder/ines" });
  }
});

test.each([
  ["the id of a drill is none", { drill: "x" }, "detail.drill"],
  ["the state is another", { state: "again" }, "detail.state"],
  ["the destination is missing", { destination: undefined }, "detail.destination"],
  ["the destination holds what cannot be shown", { destination: "soc\u202e" }, "detail.destination"],
  ["nobody says whether it rings", { rings: "yes" }, "detail.rings"],
  ["nobody says who started it", { startedBy: "" }, "detail.startedBy"],
])("refuses an event where %s, and names the field", (_title, changed, path) => {
  expect(read(withDetail(samples.begun, changed))).toMatchObject({ outcome: "refused", refusal: { path } });
});
