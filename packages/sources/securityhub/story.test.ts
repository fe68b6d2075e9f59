import { asOfCell } from "@tocsin/core/alert/baseline";
import type { Observation } from "@tocsin/core/alert/observation";
import { instant } from "@tocsin/core/event/instant";
import { defaultWorld } from "@tocsin/core/policy/world";
import { changesOf, fold } from "@tocsin/core/transition/fold";
import fc from "fast-check";
import { expect, test } from "vitest";
import { samples as ofGuardduty } from "../guardduty/samples.ts";
import { guardduty } from "../guardduty/source.ts";
import { storyOf } from "../testing/story.ts";
import { tryOut } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { securityhub } from "./source.ts";

const NOW = "2026-11-25T00:00:00Z";

/** The same event, with fields of its finding replaced, sent at another time. */
function sent<S extends { readonly detail: { readonly findings: readonly object[] } }>(
  event: S,
  time: string,
  fields: object = {},
) {
  const [finding] = event.detail.findings;
  return { ...event, id: `sent-${time}`, time, detail: { ...event.detail, findings: [{ ...finding, ...fields }] } };
}

test("a control that fails, passes and fails again opens, ends and opens again", () => {
  const events = [
    samples.controlFailed,
    sent(samples.controlPassed, "2026-11-24T10:30:05Z"),
    sent(samples.controlFailed, "2026-11-24T12:30:05Z", { UpdatedAt: "2026-11-24T12:30:00.000Z" }),
  ];
  expect(storyOf(securityhub, events, NOW).told).toEqual([
    "opened MEDIUM key-rotation-disabled",
    "resolved fixed key-rotation-disabled",
    "reopened MEDIUM key-rotation-disabled",
  ]);
});

test("a control of two standards ends when it passes in both: that one of them is switched off ends nothing", () => {
  const ofStandard = { UpdatedAt: "2026-11-24T10:29:58.120Z", RecordState: "ARCHIVED" };
  const both = [samples.controlFailed, samples.controlOfAStandard];
  const off = sent(samples.controlOfAStandard, "2026-11-24T10:30:00Z", ofStandard);
  expect(storyOf(securityhub, [...both, off], NOW).views["key-rotation-disabled"]?.status).toBe("OPEN");
  const passed = sent(samples.controlPassed, "2026-11-24T10:31:00Z");
  expect(storyOf(securityhub, [...both, off, passed], NOW).views["key-rotation-disabled"]?.status).toBe("RESOLVED");
});

test("a control that passes ends nothing that another control of the same condition finds", () => {
  const passed = sent(samples.bucketNotWritable, "2026-11-24T10:31:00Z", { UpdatedAt: "2026-11-24T10:30:58.000Z" });
  expect(storyOf(securityhub, [samples.bucketReadable, passed], NOW).told).toEqual(["opened CRITICAL bucket-exposure"]);
});

test("what one analyzer of IAM Access Analyzer sees is over when it is, whatever another sees no more", () => {
  const elsewhere = {
    Id: "arn:aws:access-analyzer:us-east-1:222233334444:analyzer/harbour/arn:aws:iam::222233334444:role/audit/reader",
    Region: "us-east-1",
  };
  const archived = { RecordState: "ARCHIVED", UpdatedAt: "2026-11-24T10:30:00.000Z" };
  const both = [samples.openRole, sent(samples.openRole, "2026-11-24T10:00:00Z", elsewhere)];
  const one = sent(samples.openRole, "2026-11-24T10:31:00Z", archived);
  expect(storyOf(securityhub, [...both, one], NOW).views["external-access"]?.status).toBe("OPEN");
  const other = sent(samples.openRole, "2026-11-24T10:32:00Z", { ...elsewhere, ...archived });
  expect(storyOf(securityhub, [...both, one, other], NOW).views["external-access"]?.status).toBe("RESOLVED");
});

test("that a role's permissions are unused opens nothing, and ends nothing", () => {
  const archived = sent(samples.unusedRole, "2026-11-24T10:31:00Z", {
    RecordState: "ARCHIVED",
    UpdatedAt: "2026-11-24T10:30:00.000Z",
  });
  expect(storyOf(securityhub, [samples.unusedRole], NOW).told).toEqual([]);
  expect(storyOf(securityhub, [samples.openRole, samples.unusedRole, archived], NOW).told).toEqual([
    "opened MEDIUM external-access",
  ]);
});

test("a person's decision counts although the check could not be made again", () => {
  const decided = sent(samples.controlNotEvaluated, "2026-11-24T12:00:00Z", {
    UpdatedAt: "2026-11-24T11:00:00.000Z",
    Workflow: { Status: "SUPPRESSED" },
  });
  expect(tryOut(securityhub).matches(decided)).toBe(true);
  expect(storyOf(securityhub, [samples.controlFailed, decided], NOW).told.at(-1)).toBe(
    "resolved suppressed key-rotation-disabled",
  );
});

test.each([
  ["unknown", { status: "Unknown", status_id: 0 }],
  ["of no number in OCSF", { status: "Not available", status_id: 99 }],
])("a control of the newer Security Hub whose result is %s opens nothing", (_title, result) => {
  const compliance = { control: "KMS.4", ...result };
  expect(storyOf(securityhub, [sent(samples.controlFailedV2, NOW, { compliance })], NOW).told).toEqual([]);
});

test("a check that could not be made ends nothing that an older finding says, and archiving that one does", () => {
  const time = "2026-11-24T12:00:00.000Z";
  const another = { Id: "another", CreatedAt: time, UpdatedAt: time };
  const trouble = sent(samples.controlArchived, "2026-11-24T12:00:05Z", another);
  expect(storyOf(securityhub, [samples.controlFailed, trouble], NOW).told).toEqual([
    "opened MEDIUM key-rotation-disabled",
  ]);
  const archived = sent(samples.controlArchived, "2026-11-24T12:00:05Z", { UpdatedAt: time });
  expect(storyOf(securityhub, [samples.controlFailed, archived], NOW).told.at(-1)).toBe(
    "resolved archived key-rotation-disabled",
  );
});

test("the types that a product gives count before those that a customer has put in their place", () => {
  const FindingProviderFields = { Types: ["Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal"] };
  const [observed] = tryOut(securityhub).observations(
    sent(samples.sensitiveData, "2026-11-24T12:00:05Z", { Types: ["Ours"], FindingProviderFields }),
  );
  expect(observed?.identity.condition).toBe("sensitive-data");
});

test("a control that never could be checked opens nothing, however often it says so", () => {
  const again = ["10", "11", "12"].map((hour) => sent(samples.controlArchived, `2026-11-24T${hour}:00:00Z`));
  expect(storyOf(securityhub, again, NOW).told).toEqual([]);
});

test("a suppression holds while the product goes on to report, and is over when a person takes it back", () => {
  const suppressed = { Workflow: { Status: "SUPPRESSED" } };
  const events = [
    samples.firewallPolicy,
    // People's decisions do not change the finding's time.
    sent(samples.firewallPolicy, "2026-11-24T10:00:00Z", suppressed),
    sent(samples.firewallPolicy, "2026-11-24T14:00:00Z", { ...suppressed, UpdatedAt: "2026-11-24T13:59:00.000Z" }),
    sent(samples.firewallPolicy, "2026-11-24T20:00:00Z", { ...suppressed, UpdatedAt: "2026-11-24T19:59:00.000Z" }),
  ];
  expect(storyOf(securityhub, events, NOW).told).toEqual(["opened HIGH finding", "resolved suppressed finding"]);
  const takenBack = sent(samples.firewallPolicy, "2026-11-24T21:00:00Z", { UpdatedAt: "2026-11-24T19:59:00.000Z" });
  expect(storyOf(securityhub, [...events, takenBack], NOW).told.at(-1)).toBe("reopened HIGH finding");
});

test("what a person has resolved is over, and comes back when the finding does", () => {
  const events = [
    samples.firewallPolicy,
    sent(samples.firewallPolicy, "2026-11-24T10:00:00Z", { Workflow: { Status: "RESOLVED" } }),
    sent(samples.firewallPolicy, "2026-11-24T12:00:00Z", { UpdatedAt: "2026-11-24T11:59:00.000Z" }),
  ];
  expect(storyOf(securityhub, events, NOW).told).toEqual([
    "opened HIGH finding",
    "resolved fixed finding",
    "reopened HIGH finding",
  ]);
});

test("what Firewall Manager never takes back is over once it was not heard of for three months", () => {
  expect(storyOf(securityhub, [samples.firewallPolicy], "2027-02-22T00:00:00Z").told).toEqual(["opened HIGH finding"]);
  const { views } = storyOf(securityhub, [samples.firewallPolicy], "2027-02-23T00:00:00Z");
  expect(views.finding).toMatchObject({ status: "RESOLVED", ended: "lapsed" });
});

test("an escalation that is pressed twice is one alert", () => {
  const told = storyOf(securityhub, [samples.escalated, sent(samples.escalated, "2026-11-24T12:00:00Z")], NOW).told;
  expect(told).toEqual(["opened HIGH escalation"]);
});

test("the linked Region's copies and the home Region's, in whatever order and number, tell what one of them would", () => {
  const home = [
    samples.firewallPolicy,
    sent(samples.firewallPolicy, "2026-11-24T10:00:00Z", { Workflow: { Status: "SUPPRESSED" } }),
  ];
  const linked = home.map((event) => ({ ...event, region: "eu-west-1", id: `linked-${event.id}` }));
  const [alone] = Object.values(storyOf(securityhub, home, NOW).views);
  fc.assert(
    fc.property(fc.shuffledSubarray([...home, ...linked, ...home], { minLength: 6 }), (order) => {
      const [view] = Object.values(storyOf(securityhub, order, NOW).views);
      expect(view).toEqual(alone);
    }),
  );
});

test("a suppression in Security Hub takes nothing away that GuardDuty itself says", () => {
  const seen = [
    ...tryOut(guardduty).observations(ofGuardduty.instanceFinding),
    ...tryOut(securityhub).observations(samples.threat),
    ...tryOut(securityhub).observations(sent(samples.threatSuppressed, "2026-11-24T10:00:00Z")),
  ];
  expect(viewOf(seen)).toMatchObject({ status: "OPEN", severity: "HIGH", reporters: ["guardduty"] });
});

test("a second reporter raises nothing, whichever is heard of first", () => {
  const seen = [
    ...tryOut(securityhub).observations(samples.threat),
    ...tryOut(securityhub).observations(samples.threatV2),
    ...tryOut(guardduty).observations(ofGuardduty.instanceFinding),
  ];
  const both = { status: "OPEN", severity: "HIGH", reporters: ["guardduty", "securityhub", "securityhub-v2"] };
  expect(viewOf(seen)).toMatchObject(both);
  expect(viewOf(seen.toReversed())).toMatchObject(both);
});

test("of a storm of findings that were there before the source was switched on nobody is notified", () => {
  const firstHeardAt = instant("2026-11-26T09:30:05Z");
  const seen = Array.from({ length: 1000 }, (_, n) =>
    tryOut(securityhub).observations(
      sent(samples.controlOfNoCondition, "2026-11-26T09:30:05Z", {
        UpdatedAt: "2026-11-26T09:29:58.120Z",
        Resources: [{ Type: "AwsIamUser", Id: `arn:aws:iam::222233334444:user/user-${n}` }],
      }),
    ),
  ).flat();
  const changes = changesOf(seen.map((one) => asOfCell(one, firstHeardAt)));
  expect(changes).toHaveLength(1000);
  for (const change of changes) {
    const { head } = fold(undefined, change, defaultWorld, firstHeardAt);
    expect(head.notified).toBe(false);
    expect(head.view.status).toBe("OPEN");
  }
});

/** The view after these observations of one alert, folded one by one. */
function viewOf(seen: readonly Observation[]) {
  const now = instant(NOW);
  const head = seen.reduce<ReturnType<typeof fold>["head"] | undefined>(
    (stored, one) => fold(stored, { alertId: one.alertId, observations: [one], decisions: [] }, defaultWorld, now).head,
    undefined,
  );
  return head?.view;
}
