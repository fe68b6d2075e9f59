/** Functions that run by the clock. */
import type { ScheduleSettings } from "@tocsin/lambda/deployment/settings";
import { encryptBy, keyArn } from "../encryption.ts";
import { account, endpointOf, logical, named } from "../place.ts";
import { policyOf } from "../policy.ts";
import { deployFunction, type FunctionOptions } from "./function.ts";
import { createDeadLetters, protectQueue } from "./queue.ts";

interface Scheduled extends Pick<FunctionOptions, "environment" | "permissions" | "memory"> {
  /** How often a failed run is retried before it goes to the dead-letter queue. */
  readonly retries: number;
}

/**
 * `functions/<noun>.ts`, run on its schedule. Invocations that the scheduler cannot make and runs that fail go to one dead-letter queue,
 * since both mean that the function did not do its work.
 */
export function scheduleFunction(
  noun: string,
  { schedule, timeoutSeconds }: ScheduleSettings,
  { retries, ...options }: Scheduled,
): sst.aws.Function {
  const deadLetters = createDeadLetters(noun);
  protectQueue(`${noun}-dlq`, deadLetters);
  const fn = deployFunction(noun, {
    ...options,
    timeoutSeconds,
    permissions: [
      ...options.permissions,
      { actions: ["sqs:SendMessage"], resources: [deadLetters.arn] },
      encryptBy("sqs"),
    ],
  });
  new aws.lambda.FunctionEventInvokeConfig(`${logical(noun)}Invocations`, {
    functionName: fn.name,
    maximumRetryAttempts: retries,
    destinationConfig: { onFailure: { destination: deadLetters.arn } },
  });
  new aws.scheduler.Schedule(`${logical(noun)}Schedule`, {
    name: named(noun),
    scheduleExpression: schedule,
    flexibleTimeWindow: { mode: "OFF" },
    target: {
      arn: fn.arn,
      roleArn: schedulerRole(noun, fn, deadLetters).arn,
      input: "{}",
      deadLetterConfig: { arn: deadLetters.arn },
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
    },
  });
  return fn;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html */
function schedulerRole(noun: string, fn: sst.aws.Function, deadLetters: sst.aws.Queue): aws.iam.Role {
  return new aws.iam.Role(`${logical(noun)}SchedulerRole`, {
    name: named(`${noun}-scheduler`),
    assumeRolePolicy: policyOf([
      {
        Sid: "SchedulerOfThisAccount",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ]),
    inlinePolicies: [
      {
        name: "inline",
        policy: policyOf([
          { Sid: "Run", Action: "lambda:InvokeFunction", Resource: fn.arn },
          { Sid: "DeadLetter", Action: "sqs:SendMessage", Resource: deadLetters.arn },
          {
            Sid: "EncryptDeadLetters",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: keyArn,
            Condition: { StringEquals: { "kms:ViaService": endpointOf("sqs") } },
          },
        ]),
      },
    ],
  });
}
