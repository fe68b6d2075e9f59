/** On-call's queue. Its senders are allowed by their roles. */
import { oncallSettings } from "@tocsin/lambda/deployment/settings";
import type { Permission } from "../policy.ts";
import { createQueue, protectQueue } from "./queue.ts";

export const work = createQueue("oncall", oncallSettings);
protectQueue("oncall", work.queue);
protectQueue("oncall-dlq", work.deadLetters);

export const mayWake: Permission = { actions: ["sqs:SendMessage"], resources: [work.queue.arn] };
