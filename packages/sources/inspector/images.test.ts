import { describe, expect, test } from "vitest";
import { storyOf } from "../testing/story.ts";
import { tryOut } from "../testing/trial.ts";
import { samples } from "./samples.ts";
import { inspector } from "./source.ts";

const { only } = tryOut(inspector);
const repository = "arn:aws:ecr:eu-central-1:222233334444:repository/berths";
const imageOf = (digit: string, name = repository) => `${name}/sha256:${digit.repeat(64)}`;

/** Inspector's finding about the vulnerability in one image, at an hour of a day: each image has its own. */
function finding(digit: string, hour: number, status = "ACTIVE", image = imageOf(digit), more: object = {}) {
  const base = samples.repositoryFinding;
  const time = `2026-11-26T${String(hour).padStart(2, "0")}:00:00Z`;
  return {
    ...base,
    id: `${digit}-${hour}`,
    time,
    resources: [image],
    detail: {
      ...base.detail,
      findingArn: `arn:aws:inspector2:eu-central-1:222233334444:finding/${digit.repeat(32)}`,
      status,
      severity: "CRITICAL",
      updatedAt: time,
      resources: [{ id: image, type: "AWS_ECR_CONTAINER_IMAGE" }],
      ...more,
    },
  };
}

const vulnerable = (vulnerabilityId: string) => ({
  packageVulnerabilityDetails: { ...samples.repositoryFinding.detail.packageVulnerabilityDetails, vulnerabilityId },
});

describe("a vulnerability of an image", () => {
  test("is the same alert in the next image of the repository, and nobody is told of it again", () => {
    const { told, views } = storyOf(
      inspector,
      [finding("a", 1), finding("b", 2), finding("a", 3, "CLOSED")],
      "2026-11-27T00:00:00Z",
    );
    expect(told).toEqual(["opened CRITICAL vulnerability"]);
    expect(views.vulnerability).toMatchObject({ status: "OPEN", resource: imageOf("b") });
    expect(views.vulnerability?.affected).toBeUndefined();
  });

  test("is told of both images while both have it", () => {
    const { views } = storyOf(inspector, [finding("a", 1), finding("b", 2)], "2026-11-27T00:00:00Z");
    expect(views.vulnerability?.affected).toEqual({ resources: [imageOf("a"), imageOf("b")], count: 2 });
  });

  test("is told in the words of the image that still has it, not of one in which it is closed", () => {
    const other = {
      severity: "LOW",
      inspectorScore: 2.5,
      title: "CVE-2026-30303 - driftlog",
      packageVulnerabilityDetails: {
        ...samples.repositoryFinding.detail.packageVulnerabilityDetails,
        vulnerablePackages: [{ name: "driftlog", version: "1.0.0", fixedInVersion: "1.0.9" }],
      },
    };
    const events = [finding("a", 1), finding("b", 2, "ACTIVE", imageOf("b"), other)];
    const alone = storyOf(inspector, events.slice(0, 1), "2026-11-27T00:00:00Z").views.vulnerability;
    const closed = finding("b", 3, "CLOSED", imageOf("b"), other);
    const { views } = storyOf(inspector, [...events, closed], "2026-11-27T00:00:00Z");
    const { title, summary, remedy, link, attributes, severity, resource } = alone ?? {};
    expect(views.vulnerability).toMatchObject({ title, summary, remedy, link, attributes, severity, resource });
    const both = storyOf(inspector, events, "2026-11-27T00:00:00Z").views.vulnerability;
    expect(both).toMatchObject({ title, severity, resource });
    expect(both?.attributes.packageName).toContain("driftlog");
  });

  test("that is worse in one image more than are kept apart escalates the alert", () => {
    const image = (n: number) => `${repository}/sha256:${n.toString(16).padStart(64, "0")}`;
    const mild = { severity: "LOW" };
    const events = Array.from({ length: 80 }, (_, n) => finding("a", 1, "ACTIVE", image(n), mild));
    const worse = finding("b", 2, "ACTIVE", image(255));
    expect(storyOf(inspector, [...events, worse], "2026-11-27T00:00:00Z").told).toEqual([
      "opened LOW vulnerability",
      "escalated CRITICAL vulnerability",
    ]);
  });

  test("ends when Inspector has closed it in the last image", () => {
    const events = [finding("a", 1), finding("b", 2), finding("b", 3, "CLOSED"), finding("a", 4, "CLOSED")];
    const { told, views } = storyOf(inspector, events, "2026-11-27T00:00:00Z");
    expect(told).toEqual(["opened CRITICAL vulnerability", "resolved fixed vulnerability"]);
    expect(views.vulnerability?.status).toBe("RESOLVED");
  });

  test("says nothing of the one image in its sentence, since that moves on", () => {
    const { statement } = only(finding("a", 1));
    expect(statement.summary).toContain("on images of the repository berths");
    expect(statement.summary).not.toContain("sha256");
  });

  test.each([
    ["of another repository", finding("b", 2, "ACTIVE", imageOf("b", `${repository}-edge`))],
    ["of another kind", finding("b", 2, "ACTIVE", imageOf("b"), vulnerable("CVE-2026-99999"))],
    ["of an instance", samples.packageFinding],
  ])("is another alert than one %s", (_title, other) => {
    expect(only(other).alertId).not.toBe(only(finding("a", 1)).alertId);
  });

  test.each([
    ["without a vulnerability's id", finding("a", 1, "ACTIVE", imageOf("a"), vulnerable(""))],
    ["whose id is no key", finding("a", 1, "ACTIVE", imageOf("a"), vulnerable("x".repeat(101)))],
    ["of several images at once", samples.imageFinding],
    ["of an image that is named by a tag", finding("a", 1, "ACTIVE", `${repository}:latest`)],
  ])("stays a finding of its own %s", (_title, event) => {
    const { identity, statement } = only(event);
    expect(identity.resource).toBe("");
    expect(identity.discriminator).toMatch(/^[0-9a-f]{32}$/);
    expect(statement.subject).toBeUndefined();
  });
});
