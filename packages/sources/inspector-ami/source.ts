/**
 * Findings of the scans of images that somebody asks Inspector for. They come from the only AWS source that does not begin with `aws.`:
 * EventBridge accepts such an event from anybody who may put events. So they have a queue, a function and a condition of their own, each
 * account speaks for itself alone, and nothing that such an event says is shown as Tocsin's own words.
 * https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { consoleLink } from "@tocsin/core/event/arn";
import { later, parseInstant } from "@tocsin/core/event/instant";
import { resourceArn } from "../inspector/resource.ts";
import { defineSource } from "../source.ts";
import { type OnDemandFindingEvent, schema } from "./schema.ts";

export const inspectorAmi = defineSource({
  name: "inspector-ami",
  about:
    "findings of scans of machine images on demand: by default only for the digest, since any account can put such an event",
  pattern: { source: ["inspector2.ami.ondemand"], "detail-type": ["OnDemand AMI Scan Findings"] },
  schema,
  observe,
});

function observe(event: OnDemandFindingEvent): Observed {
  const { detail, time } = event;
  const { partition, region, path } = detail.findingArn;
  const [{ id }] = detail.resources;
  const place = { partition, account: detail.awsAccountId, region };
  const resource = resourceArn(id, place);
  const cve = detail.packageVulnerabilityDetails?.vulnerabilityId ?? undefined;
  const what = cve ?? "a vulnerability";
  const said = {
    // Each scan gives its findings new ids: the image and the vulnerability identify the alert.
    identity: {
      condition: "image-vulnerability",
      ...place,
      resource,
      discriminator: cve ?? path.at(-1) ?? "",
    } as const,
    reporter: "inspector-ami",
    at: parseInstant(detail.updatedAt) ?? later(parseInstant(detail.lastObservedAt) ?? time, time),
    since: parseInstant(detail.firstObservedAt),
    title: `${cve ?? "A vulnerability"} reported in image ${id}`,
    resource,
    link: linkToImage(region, id),
    attributes: {
      cve,
      fixAvailable: detail.fixAvailable ?? undefined,
      exploitAvailable: detail.exploitAvailable ?? undefined,
      epss: detail.epss?.score ?? undefined,
      score: detail.inspectorScore ?? undefined,
    },
  };
  switch (detail.status) {
    case "CLOSED": {
      const summary = `A scan on demand no longer reports ${what} in the image.`;
      return [cleared(event, { ...said, summary, scope: "reporter", because: "fixed" })];
    }
    case "SUPPRESSED": {
      const summary = `${cve ?? "A vulnerability"} in the image is suppressed in Inspector.`;
      return [cleared(event, { ...said, summary, scope: "reporter", because: "suppressed" })];
    }
    case "ACTIVE": {
      const severity = detail.severity === "UNTRIAGED" ? "MEDIUM" : detail.severity;
      const summary = `According to an event of account ${detail.awsAccountId}, a scan on demand found ${what} in the image.`;
      return [active(event, { ...said, severity, summary })];
    }
  }
}

/** None if it is no image: the only part of the link that comes from the event is an id that was checked. */
function linkToImage(region: string, id: string): string | undefined {
  if (!/^ami-[0-9a-f]{8,17}$/.test(id)) return undefined;
  return consoleLink(region, `/ec2/home?region=${region}#ImageDetails:imageId=${id}`);
}
