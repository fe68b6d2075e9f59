/**
 * Facts about a threat for people to read and policies to match: from where, by whom, by which call, from which process. No field is
 * required, since the details differ from type to type.
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Action.html
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Sequence.html
 */
import type { AttributesOf } from "@tocsin/core/alert/observable";
import { fieldAt, known, listAt, tagText, textAt, wholeAt } from "../details.ts";
import type { GuardDutyFinding } from "./schema.ts";

export function factsOf({ resource, service }: GuardDutyFinding): AttributesOf<"threat"> {
  const { action } = service ?? {};
  const sequence = service?.detection?.sequence;
  const remotes = remotesIn(action);
  const endpoints = listAt(sequence, "endpoints");
  const actors = listAt(sequence, "actors");
  return {
    remoteAddress: known([...remotes.map(addressOf), ...endpoints.map((endpoint) => textAt(endpoint, "ip"))]),
    remoteCountry: known([
      ...remotes.map((remote) => textAt(remote, "country", "countryName")),
      ...endpoints.map((endpoint) => textAt(endpoint, "location", "country")),
    ]),
    remoteOrganization: known([
      ...remotes.map((remote) =>
        networkText(textAt(remote, "organization", "asn"), textAt(remote, "organization", "asnOrg")),
      ),
      ...endpoints.map((endpoint) =>
        networkText(wholeAt(endpoint, "autonomousSystem", "number"), textAt(endpoint, "autonomousSystem", "name")),
      ),
    ]),
    ports: known(portsOf(action)),
    queriedDomain: known([
      textAt(action, "dnsRequestAction", "domain"),
      ...endpoints.map((endpoint) => textAt(endpoint, "domain")),
    ]),
    api: known([
      textAt(action, "awsApiCallAction", "api"),
      [textAt(action, "kubernetesApiCallAction", "verb"), textAt(action, "kubernetesApiCallAction", "requestUri")]
        .filter(Boolean)
        .join(" "),
    ]),
    apiService: known([textAt(action, "awsApiCallAction", "serviceName")]),
    principal: known([
      textAt(resource.accessKeyDetails, "userName"),
      textAt(resource.kubernetesDetails, "kubernetesUserDetails", "username"),
      textAt(resource.rdsDbUserDetails, "user"),
    ]),
    accessKeyId: known([textAt(resource.accessKeyDetails, "accessKeyId")]),
    key: known(keysIn(resource)),
    actors: known(actors.map(actorText)),
    process: known([processText(fieldAt(service?.runtimeDetails, "process"))]),
    tags: known(tagsIn(resource)),
  };
}

/** Each kind of action has the remote side in a different field. */
function remotesIn(action: unknown): readonly unknown[] {
  const named = ["networkConnectionAction", "awsApiCallAction", "kubernetesApiCallAction", "rdsLoginAttemptAction"];
  return [
    ...named.map((name) => fieldAt(action, name, "remoteIpDetails")),
    ...listAt(action, "portProbeAction", "portProbeDetails").map((probe) => fieldAt(probe, "remoteIpDetails")),
  ];
}

function addressOf(remote: unknown): string {
  return textAt(remote, "ipAddressV4") || textAt(remote, "ipAddressV6");
}

/** `AS64496 Example Networks` */
function networkText(number: string | number | undefined, name: string): string {
  return [number ? `AS${number}` : "", name].filter(Boolean).join(" ");
}

/** `INBOUND TCP 22`: the port on our side, or the remote port of an outbound connection. */
function portsOf(action: unknown): readonly string[] {
  const connection = fieldAt(action, "networkConnectionAction");
  const direction = textAt(connection, "connectionDirection");
  const side = direction === "OUTBOUND" ? "remotePortDetails" : "localPortDetails";
  const protocol = textAt(connection, "protocol");
  return [
    portText(direction, protocol, wholeAt(connection, side, "port")),
    ...listAt(action, "portProbeAction", "portProbeDetails").map((probe) =>
      portText("", "", wholeAt(probe, "localPortDetails", "port")),
    ),
  ];
}

function portText(direction: string, protocol: string, port: number | undefined): string {
  return port === undefined ? "" : [direction, protocol, port].filter((part) => part !== "").join(" ");
}

/** `AssumedRole quay-batch (AROAEXAMPLE)`: who took part in an attack sequence. */
function actorText(actor: unknown): string {
  const name = [textAt(actor, "user", "type"), textAt(actor, "user", "name")].filter(Boolean).join(" ");
  const id = textAt(actor, "user", "uid");
  const whole = name !== "" && id !== "" ? `${name} (${id})` : name || id;
  return whole || processText(fieldAt(actor, "process")) || textAt(actor, "id");
}

function processText(process: unknown): string {
  const path = textAt(process, "executablePath") || textAt(process, "path") || textAt(process, "name");
  const user = textAt(process, "user");
  return path !== "" && user !== "" ? `${path} as ${user}` : path;
}

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DefaultServerSideEncryption.html */
function keysIn({ s3BucketDetails, ebsVolumeDetails }: GuardDutyFinding["resource"]): readonly string[] {
  const buckets = Array.isArray(s3BucketDetails) ? s3BucketDetails : [];
  const volumes = listAt(ebsVolumeDetails, "scannedVolumeDetails");
  return [
    ...buckets.map((bucket) => textAt(bucket, "defaultServerSideEncryption", "kmsMasterKeyArn")),
    ...volumes.map((volume) => textAt(volume, "kmsKeyArn")),
  ];
}

/** Each kind of resource has its own. Their order in the finding is arbitrary, and does not affect the alert. */
function tagsIn(resource: GuardDutyFinding["resource"]): readonly string[] {
  const kinds = Object.entries(resource).sort(([a], [b]) => (a < b ? -1 : 1));
  const details = kinds.flatMap(([, one]) => (Array.isArray(one) ? one : [one]));
  return details.flatMap((one) => listAt(one, "tags")).map((tag) => tagText(textAt(tag, "key"), textAt(tag, "value")));
}
