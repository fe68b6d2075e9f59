/** Links that are open to more than they must be, or take more than their share. */
import { caughtBy, type Mutation, rewritten, withField, withInputs, without } from "./mutation.ts";

/** Of a stage whose links are behind a function URL. */
export const linkMutations: readonly Mutation[] = [
  ...caughtBy("a flood of links takes its own share of the concurrency, and nothing else reserves any", [
    [
      "a flood may take all of the account's concurrency",
      "AcknowledgeFunction",
      without("reservedConcurrentExecutions"),
    ],
    ["links take more than their share", "AcknowledgeFunction", withInputs({ reservedConcurrentExecutions: 100 })],
    ["links are never answered", "AcknowledgeFunction", withInputs({ reservedConcurrentExecutions: 0 })],
    [
      "another function reserves what a new account has not",
      "ReviewFunction",
      withInputs({ reservedConcurrentExecutions: 1 }),
    ],
  ]),
  ...caughtBy("a function is called from outside by its front alone", [
    [
      "everybody may invoke the function without its URL",
      "AcknowledgeIsInvokedByUrl",
      without("invokedViaFunctionUrl"),
    ],
    [
      "everybody may invoke a function that has no URL",
      "AcknowledgeIsInvokedByUrl",
      withInputs({ function: "tocsin-prod-oncall" }),
    ],
    ["the URL may not call its function", "AcknowledgeIsInvokedByUrl", undefined, "AcknowledgeUrl"],
    ["nobody may use the URL", "AcknowledgeUrlIsOpen", undefined, "AcknowledgeUrl"],
  ]),
  ...caughtBy("links are signed with a key of their own", [
    ["the key of links encrypts", "LinkKey", withInputs({ keyUsage: "ENCRYPT_DECRYPT" })],
    ["the key of links is of another kind", "LinkKey", withInputs({ customerMasterKeySpec: "HMAC_512" })],
    [
      "a service may sign links",
      "LinkKey",
      rewritten('{"AWS":"arn:aws:iam::111122223333:root"}', '{"Service":"events.amazonaws.com"}'),
    ],
    ["the account may not repair the key of links", "LinkKey", rewritten('"kms:PutKeyPolicy",', "")],
    ["links have no key", "LinkKey", undefined, "AcknowledgeUrl"],
  ]),
  ...caughtBy("links that fail raise an alarm", [
    ["a link that fails raises no alarm", "LinksFailedAlarm", undefined, "AcknowledgeUrl"],
    ["a flood raises no alarm", "LinksThrottledAlarm", undefined, "AcknowledgeUrl"],
    ["messages without links raise no alarm", "LinksNotSignedAlarm", undefined, "AcknowledgeUrl"],
  ]),
  ...caughtBy("a role allows what its function needs, where it needs it", [
    ["links may be signed by who only announces", "AnnounceRole", rewritten("sns:Publish", "kms:GenerateMac")],
    ["who answers links may verify with any key", "AcknowledgeRole", rewritten(":key/LinkKey", ":key/*")],
    ["who answers links may delete", "AcknowledgeRole", rewritten("dynamodb:BatchGetItem", "dynamodb:DeleteItem")],
  ]),
];

/** Of a stage that takes callbacks behind function URLs. */
export const callbackMutations: readonly Mutation[] = [
  ...caughtBy("a flood of links takes its own share of the concurrency, and nothing else reserves any", [
    [
      "a flood of callbacks may take all of the account's concurrency",
      "CallbackSlackFunction",
      without("reservedConcurrentExecutions"),
    ],
  ]),
  ...caughtBy("a function is called from outside by its front alone", [
    [
      "everybody may invoke what takes callbacks without its URL",
      "CallbackSlackIsInvokedByUrl",
      without("invokedViaFunctionUrl"),
    ],
  ]),
  ...caughtBy("callbacks that fail raise an alarm", [
    ["a press that fails raises no alarm", "CallbackSlackFailedAlarm", undefined, "CallbackSlackUrl"],
    ["a flood of presses raises no alarm", "CallbackSlackThrottledAlarm", undefined, "CallbackSlackUrl"],
  ]),
  ...caughtBy("a role allows what its function needs, where it needs it", [
    [
      "who takes callbacks may read the tokens that messages are sent by",
      "CallbackSlackRole",
      rewritten("parameter/tocsin/prod/callback-slack/*", "parameter/tocsin/prod/*"),
    ],
    ["who takes callbacks may delete", "CallbackSlackRole", rewritten("dynamodb:BatchGetItem", "dynamodb:DeleteItem")],
    [
      "who takes PagerDuty's callbacks may read what Slack signs with",
      "CallbackPagerdutyRole",
      rewritten("parameter/tocsin/prod/callback-pagerduty/*", "parameter/tocsin/prod/callback-slack/*"),
    ],
    [
      "who sends messages may read what signs callbacks",
      "DeliverSlackRole",
      rewritten("parameter/tocsin/prod/slack/*", "parameter/tocsin/prod/callback-slack/*"),
    ],
  ]),
  ...caughtBy("a function is given what it works with, and nothing else", [
    [
      "messages have buttons that nobody answers",
      "DeliverTeamsFunction",
      withField("environment", { variables: { TOCSIN_IS_ANSWERED: "true" } }),
    ],
  ]),
];

/** Of a stage whose links are behind an HTTP API. */
export const apiMutations: readonly Mutation[] = [
  ...caughtBy("an HTTP API takes no more requests than people make", [
    ["an API takes as many requests as come", "LinksStage", without("defaultRouteSettings"), "LinksApi"],
    [
      "an API takes as many at once as come",
      "LinksStage",
      withField("defaultRouteSettings", { throttlingBurstLimit: 5000 }),
      "LinksApi",
    ],
  ]),
  ...caughtBy("no token is written to a log", [
    [
      "an API logs the paths of its requests",
      "LinksStage",
      withInputs({ accessLogSettings: { destinationArn: "arn:aws:logs:x", format: "$context.path" } }),
    ],
  ]),
  ...caughtBy("a provider that cannot be asked raises an alarm", [
    ["a key that PagerDuty refuses raises no alarm", "PollPagerdutyUnreadAlarm", undefined, "PollPagerdutyFunction"],
  ]),
  ...caughtBy("what falls silent raises an alarm", [
    ["what asks PagerDuty may stop unnoticed", "PollPagerdutyRunsAlarm", undefined, "PollPagerdutySchedule"],
  ]),
  ...caughtBy("a role allows what its function needs, where it needs it", [
    [
      "who asks PagerDuty may read what it signs with",
      "PollPagerdutyRole",
      rewritten("/poll-pagerduty/*", "/callback-pagerduty/*"),
    ],
    ["who asks PagerDuty may delete", "PollPagerdutyRole", rewritten("dynamodb:BatchGetItem", "dynamodb:DeleteItem")],
  ]),
  ...caughtBy("a function is called from outside by its front alone", [
    ["any API of any account may call the function", "AcknowledgeIsInvokedByApi", without("sourceArn")],
  ]),
];
