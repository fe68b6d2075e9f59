import { logical, named } from "../place.ts";
import { alarmTopic } from "./alarm-topic.ts";

interface Trouble {
  /** What is wrong, for who reads the mail. */
  readonly says: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, $util.Input<string>>>;
  readonly statistic: "Maximum" | "Sum";
  readonly atLeast?: number;
  /** Rings if the value is less than this, or if there is none at all. */
  readonly lessThan?: number;
  readonly periodSeconds?: number;
  /** Rings after this many bad periods in a row; by default one. */
  readonly periods?: number;
}

/** An alarm on one metric; the alarm topic is notified when it begins and when it ends. */
export function alarmWhen(noun: string, trouble: Trouble): aws.cloudwatch.MetricAlarm {
  const tooFew = trouble.lessThan !== undefined;
  return new aws.cloudwatch.MetricAlarm(`${logical(noun)}Alarm`, {
    name: named(noun),
    alarmDescription: `Tocsin, stage ${$app.stage}: ${trouble.says}.`,
    namespace: trouble.namespace,
    metricName: trouble.metric,
    dimensions: trouble.dimensions,
    statistic: trouble.statistic,
    period: trouble.periodSeconds ?? 60,
    evaluationPeriods: trouble.periods ?? 1,
    threshold: trouble.lessThan ?? trouble.atLeast ?? 1,
    comparisonOperator: tooFew ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
    treatMissingData: tooFew ? "breaching" : "notBreaching",
    alarmActions: [alarmTopic.arn],
    okActions: [alarmTopic.arn],
  });
}
