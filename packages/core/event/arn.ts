/** Only this file parses and builds ARNs, so that every partition works. */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Where a resource is, as far as its ARN says so. */
export type Location = Pick<Arn, "partition" | "account" | "region">;

const PARTITION = /^aws(?:-[a-z]+)*$/;

/** Whether `text` may name a partition, of which AWS makes new ones. */
export function isPartition(text: string): boolean {
  return text.length <= 32 && PARTITION.test(text);
}

/** Gives `undefined` for a text that is not an ARN. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith("arn:")) return undefined;
  const [, partition, service, region, account, ...rest] = text.split(":");
  if (!partition || !service || region === undefined || account === undefined || rest.length === 0) return undefined;
  const resource = rest.join(":");
  return resource === "" ? undefined : { partition, service, region, account, resource };
}

export function formatArn({ partition, service, region, account, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The partition of a region. https://docs.aws.amazon.com/general/latest/gr/rande.html */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("us-iso-")) return "aws-iso";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("eu-isoe-")) return "aws-iso-e";
  if (region.startsWith("us-isof-")) return "aws-iso-f";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return "aws";
}

/** The domain at the end of AWS services' addresses. https://docs.aws.amazon.com/general/latest/gr/rande.html */
export function dnsSuffixOf(partition: string): string {
  return dnsSuffixes[partition] ?? "amazonaws.com";
}

const dnsSuffixes: Readonly<Record<string, string>> = {
  "aws-cn": "amazonaws.com.cn",
  "aws-eusc": "amazonaws.eu",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-e": "cloud.adc-e.uk",
  "aws-iso-f": "csp.hci.ic.gov",
};

const consoleHosts: Record<string, string> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-eusc": "console.amazonaws-eusc.eu",
};

/** A link into the management console of `region`; `path` begins with `/`. Partitions without a public console give none. */
export function consoleLink(region: string, path: string): string | undefined {
  const host = consoleHosts[partitionOf(region)];
  return host && `https://${region}.${host}${path}`;
}

/** Whether `text` is a link into the management console, of any partition or of the given one: parts of it come from outside. */
export function isConsoleLink(text: string, partition?: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, hostname, username, password } = new URL(text);
  const isConsole = Object.entries(consoleHosts).some(
    ([of, host]) => (partition ?? of) === of && `.${hostname}`.endsWith(`.${host}`),
  );
  return isConsole && origin === `https://${hostname}` && username === "" && password === "";
}
