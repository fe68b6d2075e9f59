/** Observations about the rotation of a secret. */
import { active, cleared, type Observed } from "@tocsin/core/alert/observation";
import { recordedCall } from "../caller.ts";
import { recorded } from "../cloudtrail.ts";
import type { Call, LabelUpdated, ServiceEvent } from "./schema.ts";
import { about, type Secret } from "./secret.ts";

/**
 * A changed value means that a rotation worked, whoever made it. AWS recommends this event over RotationSucceeded, which needs a trail.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/secret-event-notifications.html
 */
export function labelUpdated(event: LabelUpdated): Observed {
  const { secret, detail } = event;
  if (detail.labelUpdated !== "AWSCURRENT") return { ignored: "informational" };
  return [
    cleared(event, {
      ...about("secret-rotation", secret),
      scope: "condition",
      because: "fixed",
      title: `Secret ${secret.name} has a new value`,
      summary: "The secret's current value was replaced.",
    }),
  ];
}

export function rotationSucceeded(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-rotation", secret),
      ...recorded(event.detail),
      scope: "condition",
      because: "fixed",
      title: `Secret ${secret.name} is rotated`,
      summary: "Secrets Manager has rotated the secret.",
    }),
  ];
}

export function rotationFailed(event: ServiceEvent): Observed {
  const { secret, detail } = event;
  const failure = failureOf(detail.errorMessage ?? "");
  return [
    active(event, {
      ...about("secret-rotation", secret),
      ...recorded(detail),
      severity: "HIGH",
      title: `Rotation of secret ${secret.name} fails`,
      summary: `Secrets Manager could not rotate the secret${inStep(failure)}.`,
      remedy: remedyFor(failure, secret),
      attributes: attributesOf(failure),
    }),
  ];
}

/**
 * A new version was made while another was pending. The event also comes for a secret that never rotates, if somebody labelled a version
 * AWSPENDING by hand, and does not say which it was.
 */
export function rotationAbandoned(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    active(event, {
      ...about("secret-rotation", secret),
      ...recorded(event.detail),
      severity: "LOW",
      title: `A pending version of secret ${secret.name} was abandoned`,
      summary:
        "A new version of the secret was made while another was pending, and Secrets Manager gave the pending one up. If that was a rotation, it did not finish.",
      remedy:
        "Find out who writes versions of this secret. If it rotates, start the rotation again with `aws secretsmanager rotate-secret`.",
    }),
  ];
}

/**
 * A test tries the rotation function without rotating: it is a reporter of its own, so that a successful test does not hide a failed
 * rotation.
 */
const TEST_REPORTER = "secretsmanager-test";

export function testRotationFailed(event: ServiceEvent): Observed {
  const { secret, detail } = event;
  const failure = failureOf(detail.errorMessage ?? "");
  return [
    active(event, {
      ...about("secret-rotation", secret),
      reporter: TEST_REPORTER,
      ...recorded(detail),
      severity: "LOW",
      title: `Rotation test of secret ${secret.name} fails`,
      summary: `Secrets Manager tested the secret's rotation, and it failed${inStep(failure)}.`,
      remedy: remedyFor(failure, secret),
      attributes: attributesOf(failure),
    }),
  ];
}

export function testRotationSucceeded(event: ServiceEvent): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-rotation", secret),
      reporter: TEST_REPORTER,
      ...recorded(event.detail),
      scope: "reporter",
      because: "fixed",
      title: `Rotation test of secret ${secret.name} succeeds`,
      summary: "Secrets Manager tested the secret's rotation, and it succeeded.",
    }),
  ];
}

/** The call also succeeds for a secret that never rotated, and neither the call nor its answer says whether this one did. */
export function rotationCancelled(event: Call): Observed {
  const { secret } = event;
  return [
    active(event, {
      ...about("secret-rotation-disabled", secret),
      ...recordedCall(event.detail, secret.account),
      severity: "LOW",
      title: `Rotation of secret ${secret.name} was cancelled`,
      summary: "The secret's rotation was cancelled: if it rotated before, it no longer does.",
    }),
  ];
}

export function rotationSwitchedOn(event: Call): Observed {
  const { secret } = event;
  return [
    cleared(event, {
      ...about("secret-rotation-disabled", secret),
      ...recordedCall(event.detail, secret.account),
      scope: "condition",
      because: "fixed",
      title: `Rotation of secret ${secret.name} is switched on`,
      summary: "The secret's rotation was switched on or started.",
    }),
  ];
}

interface Failure {
  readonly step?: (typeof STEPS)[number] | undefined;
  readonly functionName?: string | undefined;
  readonly key?: string | undefined;
}

function attributesOf({ step, functionName, key }: Failure) {
  return { rotationStep: step, rotationFunction: functionName, key };
}

/** The four steps for which a rotation function is called, in order. */
const STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
const STEP = new RegExp(`\\b(?:${STEPS.join("|")})\\b`);
const FUNCTION = /\barn:[\w-]+:lambda:[\w-]+:\d{12}:function:([\w-]{1,64})/;

/**
 * KMS names the key whose use it refuses: `arn:aws:kms:…:key/… is pending deletion`, `… is disabled`.
 * https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-creating-cloudwatch-alarm.html
 */
const KEY = /\barn:[\w-]+:kms:[\w-]+:\d{12}:key\/[0-9A-Za-z-]{1,64}/;

/** Reads only known, harmless parts of the message; a rotation function may write anything into the rest. */
function failureOf(message: string): Failure {
  const step = STEP.exec(message)?.[0];
  return {
    step: STEPS.find((known) => known === step),
    functionName: FUNCTION.exec(message)?.[1],
    key: KEY.exec(message)?.[0],
  };
}

function inStep({ step }: Failure): string {
  return step === undefined ? "" : ` in the step ${step}`;
}

function remedyFor({ step, functionName }: Failure, { name }: Secret): string | undefined {
  if (functionName === undefined) return undefined;
  const what = step === undefined ? "what failed" : `the step ${step}`;
  return `Look for ${what} in the log /aws/lambda/${functionName}, fix it, then start the rotation again with \`aws secretsmanager rotate-secret --secret-id ${name}\`.`;
}
