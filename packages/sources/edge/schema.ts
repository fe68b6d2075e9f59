/**
 * The fields that calls and alarms must have. The state and the metric of an alarm are used; a composite alarm has no metric, and the rule
 * does not match it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
import { objectField } from "@tocsin/core/text/parse";
import * as v from "valibot";
import { keyField, nameField, wordField } from "../fields.ts";
import { callSchema } from "../protection/schema.ts";
import type { EventOf } from "../source.ts";
import { eventSources } from "./services.ts";

const metric = objectField({
  name: nameField,
  dimensions: v.nullish(objectField({ ResourceArn: nameField })),
});

const alarmFields = {
  alarmName: keyField(255),
  configuration: v.nullish(
    objectField({
      actionsEnabled: v.nullish(v.boolean()),
      metrics: v.nullish(v.array(objectField({ metricStat: v.nullish(objectField({ metric: v.nullish(metric) })) }))),
      timestamp: v.optional(v.unknown()),
    }),
  ),
};

const stateChanged = v.object({
  "detail-type": v.literal("CloudWatch Alarm State Change"),
  detail: v.object({
    ...alarmFields,
    state: objectField({
      value: wordField("OK", "ALARM", "INSUFFICIENT_DATA"),
      timestamp: v.optional(v.unknown()),
    }),
  }),
});

const configured = v.object({
  "detail-type": v.literal("CloudWatch Alarm Configuration Change"),
  detail: v.object({
    ...alarmFields,
    operation: wordField("create", "update", "delete"),
    state: v.nullish(objectField({ timestamp: v.optional(v.unknown()) })),
  }),
});

export const schema = v.variant("detail-type", [callSchema(eventSources), stateChanged, configured]);

export type EdgeEvent = EventOf<typeof schema>;
export type StateChange = EventOf<typeof stateChanged>;
export type ConfigurationChange = EventOf<typeof configured>;
