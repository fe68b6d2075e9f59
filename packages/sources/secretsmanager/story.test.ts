/** The course of a secret's alerts: following the page's own advice ends them, and people are told nothing untrue. */
import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { withDetail } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { secretsmanager } from "./source.ts";

type Condition = keyof ReturnType<typeof storyOf>["views"];

/** The sample's record and envelope, at a later time. */
function at<S extends { readonly detail: object }>(time: string, sample: S) {
  return { ...withDetail(sample, { eventTime: time }), time };
}

const NOW = "2026-11-21T00:00:00Z";
/** Ten seconds after the call. */
const gone = at("2026-11-19T02:17:58Z", samples.versionDeleted);

describe("what ends it", () => {
  test.each<[string, object, object, Condition, string]>([
    ["a deletion, by restoring the secret", samples.deletionScheduled, samples.restored, "secret-deletion", "fixed"],
    [
      "a deletion, by what the service says of a version that was kept",
      samples.deletionScheduled,
      samples.versionDeletionCancelled,
      "secret-deletion",
      "fixed",
    ],
    [
      "a rotation that fails, by one that succeeds",
      samples.rotationFailed,
      samples.rotationSucceeded,
      "secret-rotation",
      "fixed",
    ],
    [
      "an abandoned version, by a rotation",
      samples.rotationAbandoned,
      samples.rotationSucceeded,
      "secret-rotation",
      "fixed",
    ],
    [
      "a test that fails, by one that succeeds",
      samples.testRotationFailed,
      samples.testRotationSucceeded,
      "secret-rotation",
      "fixed",
    ],
    [
      "a rotation that was cancelled, by rotate-secret",
      samples.rotationSwitchedOff,
      samples.rotationSwitchedOn,
      "secret-rotation-disabled",
      "fixed",
    ],
    [
      "an exposure, by a policy that is confined",
      samples.openedToEveryone,
      samples.openedToOwnOrganization,
      "secret-exposure",
      "fixed",
    ],
    [
      "an exposure, by deleting the policy",
      samples.openedToAnotherAccount,
      samples.policyDeleted,
      "secret-exposure",
      "fixed",
    ],
    [
      "a stale replica, by a replication",
      samples.replicationFailed,
      samples.replicationSucceeded,
      "secret-replication",
      "fixed",
    ],
    [
      "a stale replica, by removing it",
      samples.replicationFailed,
      samples.regionsRemoved,
      "secret-replication",
      "out-of-scope",
    ],
    ["any of them, by the end of the secret", samples.openedToEveryone, gone, "secret-exposure", "deleted"],
  ])("%s", (_title, problem, remedy, condition, because) => {
    const remedied = at("2026-11-19T03:00:00Z", remedy as typeof gone);
    for (const arrivals of [
      [problem, remedied],
      [remedied, problem],
    ])
      expect(storyOf(secretsmanager, arrivals, NOW).views[condition]).toMatchObject({ status: "RESOLVED", because });
  });
});

describe("a forced deletion", () => {
  const call = samples.deletionForced;

  test("is told once the service has deleted the secret, and by whom, whichever arrives first", () => {
    for (const arrivals of [
      [call, gone],
      [gone, call],
      [call, gone, call, gone],
    ]) {
      const { told, views } = storyOf(secretsmanager, arrivals, NOW);
      expect(told).toEqual(["opened CRITICAL secret-deletion"]);
      expect(views["secret-deletion"]).toMatchObject({
        status: "OPEN",
        severity: "CRITICAL",
        title: "Secret orders/db was deleted",
        actor: { name: "platform", session: "ines", call: "DeleteSecret" },
      });
    }
  });

  test("of a name that never was says nothing, however often it is called", () => {
    const calls = ["Aa11Bb", "Cc22Dd", "Ee33Ff"].map((end, n) =>
      withDetail(call, {
        eventID: `5d1c7a10-0000-4000-8000-00000000a00${n}`,
        responseElements: {
          arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:nothing-${end}`,
          name: "nothing",
        },
      }),
    );
    const { told, views } = storyOf(secretsmanager, calls, NOW);
    expect(told).toEqual([]);
    expect(views["secret-deletion"]?.status).toBe("RESOLVED");
  });

  test("within the time in which it could have been restored is no deletion at its date", () => {
    const { views } = storyOf(
      secretsmanager,
      [samples.deletionScheduled, at("2026-11-20T00:00:00Z", samples.versionDeleted)],
      NOW,
    );
    expect(views["secret-deletion"]).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
    // There is nothing to wait for any more.
    expect(views["secret-deletion"]?.deadline).toBeUndefined();
  });

  test.each([
    ["by the service that manages the secret", samples.deletedByItsService, samples.managedVersionDeleted],
    ["by CloudFormation", samples.deletedWithItsStack, samples.versionDeleted],
  ])("%s is informational, says why, and lapses", (_title, routine, end) => {
    const done = at("2026-11-19T02:17:58Z", end);
    const { told, views } = storyOf(secretsmanager, [routine, done], NOW);
    expect(told).toEqual(["opened INFORMATIONAL secret-deletion"]);
    expect(views["secret-deletion"]).toMatchObject({ severity: "INFORMATIONAL", actor: { call: "DeleteSecret" } });
    expect(views["secret-deletion"]?.actor?.routine).toContain("made the call");
    expect(storyOf(secretsmanager, [routine, done], "2026-12-20T00:00:00Z").views["secret-deletion"]?.ended).toBe(
      "lapsed",
    );
  });

  test("is not taken for CloudFormation's, whose call had no effect long before", () => {
    const { views } = storyOf(
      secretsmanager,
      [samples.deletedWithItsStack, at("2026-12-08T02:17:58Z", samples.versionDeleted)],
      "2026-12-09T00:00:00Z",
    );
    expect(views["secret-deletion"]).toMatchObject({ status: "OPEN", severity: "CRITICAL", actor: undefined });
  });

  test("by a service is told to nobody before it is done", () => {
    expect(storyOf(secretsmanager, [samples.deletedByItsService], NOW).told).toEqual([]);
  });

  test("by whoever calls themselves Terraform is critical", () => {
    expect(storyOf(secretsmanager, [samples.deletedByTerraform, gone], NOW).views["secret-deletion"]?.severity).toBe(
      "CRITICAL",
    );
  });
});

describe("a deletion that was scheduled", () => {
  const dueAt = "2026-11-26T02:18:05Z";

  test("climbs as steps that fit its seven days come nearer", () => {
    const soon = (now: string) => storyOf(secretsmanager, [samples.deletionScheduled], now).views["secret-deletion"];
    expect(soon("2026-11-23T00:00:00Z")?.severity).toBe("HIGH");
    // The first step is a third of seven days before the end; steps in absolute days would have been reached at once.
    expect(soon("2026-11-23T00:00:00Z")?.stepDays).toBeUndefined();
    expect(soon("2026-11-26T01:00:00Z")).toMatchObject({ severity: "CRITICAL" });
  });

  test("and comes to pass is told as deleted at its date, by whoever scheduled it", () => {
    const done = at("2026-11-26T05:00:00Z", samples.versionDeleted);
    const { told, views } = storyOf(secretsmanager, [samples.deletionScheduled, done], "2026-11-27T00:00:00Z");
    expect(told.at(-1)).toBe("resolved deleted-at-date secret-deletion");
    expect(views["secret-deletion"]).toMatchObject({
      status: "RESOLVED",
      because: "deleted-at-date",
      title: "Secret orders/db was deleted at its date",
      actor: { session: "ines", call: "DeleteSecret" },
    });
    const late = storyOf(secretsmanager, [done, samples.deletionScheduled], "2026-11-27T00:00:00Z");
    expect(late.views["secret-deletion"]).toMatchObject({ status: "RESOLVED", because: "deleted-at-date" });
  });

  test("and is cancelled names whoever restored it, also when the service speaks after them, and never whoever deleted it", () => {
    const said = at("2026-11-20T00:00:02Z", samples.versionDeletionCancelled);
    const restored = at("2026-11-20T00:00:00Z", samples.restored);
    const over = (...events: object[]) =>
      storyOf(secretsmanager, [samples.deletionScheduled, ...events], NOW).views["secret-deletion"];
    expect(over(restored, said)).toMatchObject({ status: "RESOLVED", actor: { call: "RestoreSecret" } });
    expect(over(said, restored)).toMatchObject({ status: "RESOLVED", actor: { call: "RestoreSecret" } });
    expect(over(said)).toMatchObject({ status: "RESOLVED", actor: undefined });
  });

  test("is open while nobody says that it came to pass", () => {
    const { views } = storyOf(secretsmanager, [samples.deletionScheduled], "2026-11-27T00:00:00Z");
    expect(views["secret-deletion"]).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
    expect(views["secret-deletion"]?.deadline).toBe(dueAt.replace("Z", ".000Z"));
  });

  test("and was restored before is a loss when the secret is deleted all the same", () => {
    const restored = at("2026-11-20T00:00:00Z", samples.restored);
    const done = at("2026-11-26T05:00:00Z", samples.versionDeleted);
    const { views } = storyOf(secretsmanager, [samples.deletionScheduled, restored, done], "2026-11-27T00:00:00Z");
    expect(views["secret-deletion"]).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
  });
});

describe("a deletion with a window that CloudFormation scheduled", () => {
  const scheduled = withDetail(samples.deletionScheduled, {
    userIdentity: {
      type: "AssumedRole",
      arn: "arn:aws:sts::111122223333:assumed-role/deploy/AWSCloudFormation",
      invokedBy: "cloudformation.amazonaws.com",
    },
  });
  const restored = at("2026-11-20T00:00:00Z", samples.restored);
  const after = (...events: object[]) =>
    storyOf(secretsmanager, [scheduled, ...events], "2026-11-29T00:00:00Z").views["secret-deletion"];

  test("is informational also when it is done", () => {
    const done = at("2026-11-26T05:00:00Z", samples.versionDeleted);
    expect(after(done)).toMatchObject({ status: "OPEN", severity: "INFORMATIONAL" });
  });

  test.each<readonly [string, readonly object[]]>([
    ["before its date", [at("2026-11-26T02:18:04Z", samples.versionDeleted)]],
    ["more than a day after it", [at("2026-11-27T02:18:06Z", samples.versionDeleted)]],
    ["once it was restored", [restored, at("2026-11-26T05:00:00Z", samples.versionDeleted)]],
  ])("makes no loss routine %s", (_title, events) => {
    expect(after(...events)).toMatchObject({ status: "OPEN", severity: "CRITICAL" });
  });

  test("makes it not routine to overwrite the secret once it was restored", () => {
    const original = "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders/db-Ab12Cd";
    const overwritten = {
      ...at(
        "2026-11-20T12:00:00Z",
        withDetail(samples.replicatedByForce, {
          awsRegion: "us-east-1",
          requestParameters: {
            secretId: original,
            forceOverwriteReplicaSecret: true,
            addReplicaRegions: [{ region: "eu-west-1" }],
          },
          responseElements: { arn: original },
        }),
      ),
      region: "us-east-1",
    };
    expect(after(restored, overwritten)).toMatchObject({ status: "OPEN", severity: "HIGH" });
  });
});

test("no sentence says that somebody did it: who it was is shown beside", () => {
  const events = Object.values(samples);
  const { views } = storyOf(secretsmanager, events, NOW);
  expect(JSON.stringify(views)).not.toMatch(/[Ss]omebody/);
});
