/** On which conditions policies let services in, and what is known of each: a table of docs/deploy.md. */
import * as v from "valibot";
import { ofType, type PolicyStatement, policiesOf, statementsOf, textAt } from "../graph.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";
import { answers } from "./condition-answers.ts";

/** Whose policy it is, by the kind of resource that holds it; of the members' template the second one. */
const holders: Readonly<Record<string, string>> = {
  "kms/key:Key": "key",
  "sqs/queuePolicy:QueuePolicy": "queue",
  "sns/topicPolicy:TopicPolicy": "topic",
  "cloudwatch/eventBusPolicy:EventBusPolicy": "bus",
  "cloudwatch/logResourcePolicy:LogResourcePolicy": "log",
  "s3/bucketPolicy:BucketPolicy": "bucket",
  "iam/role:Role": "role",
};
const memberHolders: Readonly<Record<string, string>> = {
  "AWS::SQS::QueuePolicy": "members' queue",
  "AWS::IAM::Role": "members' role",
};

/** A row for each kind of admission, in Markdown. @throws Error for one that has no answer, and for an answer to none. */
export function conditionsTable(synthesis: Synthesis): string {
  const found = new Set([...admissionsIn(synthesis), ...memberAdmissionsIn(synthesis)]);
  const differing = [...found.symmetricDifference(new Set(answers.keys()))];
  if (differing.length > 0)
    throw new Error(`test/synth/documentation/condition-answers.ts does not go with ${differing.join("; ")}`);
  const rows = [...answers].map(([admission, known]) => `| ${[admission, ...known].join(" | ")} |`);
  return [
    "| policy of | lets in | for | if | AWS documents it | measured |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

const admissionsIn = (synthesis: Synthesis): readonly string[] =>
  Object.entries(holders).flatMap(([type, holder]) =>
    ofType(synthesis, type)
      .flatMap(policiesOf)
      .flatMap((statement) => admissionsOf(holder, statement)),
  );

/** What lets in a service, or everybody: whose policy, who, for what, and on which condition. */
function admissionsOf(holder: string, { Effect, Principal, Action, Condition }: PolicyStatement): readonly string[] {
  if (Effect === "Deny" || Principal === undefined) return [];
  const services = Principal === "*" ? ["everybody"] : (Principal.Service ?? []).map(shortName);
  const conditions = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).map(([key, values]) => `\`${key}\` is ${[...new Set(values.map(kindOf))].join(" or ")}`),
  );
  const actions = Action.map((action) => action.replace(/^\w+:/, "")).join(", ");
  return services.map((service) => [holder, service, actions, conditions.join(" and ") || "nothing"].join(" | "));
}

/** `logs` of `logs.eu-central-1.amazonaws.com`. */
const shortName = (service: string): string => service.replace(/(\.[a-z]+(-[a-z]+)+-\d)?\.amazonaws\.com(\.cn)?$/, "");

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^\d{12}$/, "this account"],
  [/^o-/, "this organization"],
  [/^arn:[^:]+:events:.*:rule\//, "a rule of this stage"],
  [/^arn:[^:]+:events:.*:event-bus\//, "the bus"],
  [/^arn:[^:]+:sns:/, "a topic of this stage"],
  [/^arn:[^:]+:cloudwatch:.*:alarm:/, "an alarm of this stage"],
  [/^arn:[^:]+:logs:.*:log-group:/, "a log of this stage"],
  [/^arn:[^:]+:iam::\*:role\/.*-forward-/, "a forwarding role of this stage"],
];

/** What a condition's value is; the value itself where nothing is known of its kind, which then has no answer. */
const kindOf = (value: string): string => kinds.find(([pattern]) => pattern.test(value))?.[1] ?? value;

const templateSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.looseObject({}) })) }),
);

/** Those of the template that every member gets. */
const memberAdmissionsIn = (synthesis: Synthesis): readonly string[] =>
  ofType(synthesis, "cloudformation/stackSet:StackSet").flatMap((stackSet) => {
    const { Resources } = v.parse(templateSchema, resolved(textAt(stackSet, "templateBody")));
    return Object.values(Resources).flatMap(({ Type, Properties: { PolicyDocument, AssumeRolePolicyDocument } }) =>
      statementsOf(PolicyDocument ?? AssumeRolePolicyDocument).flatMap((statement) =>
        admissionsOf(memberHolders[Type] ?? Type, statement),
      ),
    );
  });

/** A template's JSON as CloudFormation reads it in some account, as far as its policies need that. */
const resolved = (template: string): string =>
  template
    .replace(/\$\{AWS::Partition\}/g, "aws")
    .replace(/\$\{AWS::Region\}/g, "eu-central-1")
    .replace(/\$\{AWS::AccountId\}/g, "111122223333")
    .replace(/\{"Ref":"AWS::AccountId"\}/g, '"111122223333"')
    .replace(/\{"Fn::Sub":("(?:[^"\\]|\\.)*")\}/g, "$1")
    .replace(/\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g, '"$1"');
