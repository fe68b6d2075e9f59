/** For each source: its rule on the central bus, a queue of its own, and the function that consumes it. */
import { DEFAULT_BUS, nouns } from "@tocsin/aws/names";
import { ingestSettings } from "@tocsin/lambda/deployment/settings";
import { administeredServices } from "@tocsin/sources/administrators";
import { drill } from "@tocsin/sources/drill/source";
import { mail, mailPattern } from "@tocsin/sources/mail/source";
import type { Source } from "@tocsin/sources/source";
import { bus } from "../bus.ts";
import { sourcesIn } from "../config.ts";
import { decryptBy, encryptBy } from "../encryption.ts";
import { account, config, logical, named } from "../place.ts";
import { onTable, table } from "../table.ts";
import { deployFunction } from "./function.ts";
import { createQueue, protectQueue } from "./queue.ts";
import { consume, mayConsume, mayDeadLetter } from "./work.ts";

/** One source's storm must leave a share for the others, and for everything else in the account. */
const CONCURRENCY = 10;

/** The security account administers every service, beside the administrators in the configuration. */
const administrators = account.apply((own) =>
  JSON.stringify(
    Object.fromEntries(
      administeredServices.map((service) => [service, [own, ...(config.administrators?.[service] ?? [])]]),
    ),
  ),
);

export const ingest = [
  ...sourcesIn(config).map((source) => ingestFrom(source, source.pattern)),
  // A rule that names an account matches no event of another, so no member can send a drill, whatever it forwards.
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
  ingestFrom(drill, { ...drill.pattern, account: [account] }),
  ingestFrom(mail, mailPattern(named(nouns.mails))),
];

function ingestFrom({ name, about, onDefaultBus }: Source, pattern: $util.Input<object>) {
  const eventBusName = onDefaultBus ? DEFAULT_BUS : bus.name;
  const noun = nouns.ingest(name);
  const work = createQueue(noun, ingestSettings);
  const rule = new aws.cloudwatch.EventRule(`${logical(noun)}Rule`, {
    name: named(noun),
    description: about,
    eventBusName,
    eventPattern: $util.jsonStringify(pattern),
  });
  const fromRule = { service: "events.amazonaws.com", arn: rule.arn } as const;
  const policies = [protectQueue(noun, work.queue, fromRule), protectQueue(`${noun}-dlq`, work.deadLetters, fromRule)];
  new aws.cloudwatch.EventTarget(
    `${logical(noun)}Target`,
    {
      rule: rule.name,
      eventBusName,
      targetId: "queue",
      arn: work.queue.arn,
      deadLetterConfig: { arn: work.deadLetters.arn },
    },
    { dependsOn: policies },
  );
  const fn = deployFunction(noun, {
    timeoutSeconds: ingestSettings.timeoutSeconds,
    environment: {
      TOCSIN_ADMINISTRATORS: administrators,
      TOCSIN_ALERTS_TABLE: table.name,
      TOCSIN_DEAD_LETTER_QUEUE_URL: work.deadLetters.url,
    },
    permissions: [
      mayConsume(work),
      mayDeadLetter(work),
      onTable("BatchGetItem", "PutItem", "Query"),
      decryptBy("dynamodb"),
      encryptBy("sqs"),
    ],
  });
  consume(noun, work, fn, ingestSettings, CONCURRENCY);
  return { name, rule, fn, ...work };
}
