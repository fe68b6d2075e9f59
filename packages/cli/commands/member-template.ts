/** `tocsin member-template`: the template of the StackSet, to be deployed by hand where no StackSet of ours reaches. */
import { nameIn, nouns, type StageNames } from "@tocsin/aws/names";
import { formatArn, partitionOf } from "@tocsin/core/event/arn";
import { type Config, rulesOf, sourcesIn } from "@tocsin/infra/config";
import { memberTemplate, printed } from "@tocsin/infra/members/member-template";
import { configFrom } from "../config-file.ts";
import { exitCodes, type Terminal } from "../output/terminal.ts";
import { deployedStage } from "../stack/deployed-stage.ts";

interface MemberTemplateOptions {
  readonly stage: string;
  readonly account: string;
  readonly config?: string;
}

/** @throws CommandError when the configuration cannot be read. */
export function printMemberTemplate(options: MemberTemplateOptions, { stdout, stderr }: Terminal): number {
  const { stage, account } = options;
  const config = configFrom(options.config);
  const names = deployedStage(stage, options.config);
  const busArn = formatArn({
    partition: partitionOf(config.homeRegion),
    service: "events",
    region: config.homeRegion,
    account,
    resource: `event-bus/${nameIn(names, nouns.bus)}`,
  });
  const template = memberTemplate(sourcesIn(config), { prefix: names.prefix, busArn, account, rules: rulesOf(config) });
  stdout.write(`${printed(template)}\n`);
  stderr.write(hint(names, config));
  return exitCodes.ok;
}

/**
 * CloudTrail records what is done with global services in us-east-1, and EventBridge has it there.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
 */
const GLOBAL_SERVICES_REGION: Readonly<Record<string, string>> = { aws: "us-east-1" };

function hint(names: StageNames, config: Config): string {
  const { homeRegion, regions } = config;
  const tags = Object.entries(rulesOf(config).tags ?? {}).map(([key, value]) => ` "${key}=${value}"`);
  const tagged = tags.length === 0 ? "" : ` --tags${tags.join("")}`;
  const deploy = (region: string) =>
    `  aws cloudformation deploy --stack-name ${nameIn(names, "members")} --template-file FILE \\
    --capabilities CAPABILITY_NAMED_IAM --region ${region}${tagged}\n`;
  const global = GLOBAL_SERVICES_REGION[partitionOf(homeRegion)];
  const isMissing = global !== undefined && !regions.includes(global);
  return [
    "Save it as FILE, and deploy it in the management account, in each region of the configuration:\n",
    ...regions.map(deploy),
    ...(global === undefined
      ? []
      : [`Events of global services (IAM, Organizations, CloudFront) come through CloudTrail in ${global} alone.\n`]),
    ...(isMissing
      ? [
          `${global} is not in the configuration, so none of these events is heard: add the region to \`regions\`, and deploy the stack again.\n`,
        ]
      : []),
  ].join("");
}
