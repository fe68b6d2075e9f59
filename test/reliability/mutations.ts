/** Ways to break a promise in the code, each of which a test must notice. */

export interface Mutation {
  readonly promise: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  /** What the mutation does, as `drops the condition on the head's write`. */
  readonly does: string;
  readonly file: string;
  /** A text that stands in `file` exactly once, and what is put in its place. */
  readonly from: string;
  readonly to: string;
  /** The test file that must fail. */
  readonly test: string;
}

export const mutations: readonly Mutation[] = [
  {
    promise: 6,
    does: "takes known secrets for harmless",
    file: "packages/core/redact.ts",
    from: "  let cleaned = (suspicions & SIGN) !== 0 ? withoutSigned(text) : text;",
    to: "  let cleaned = text;",
    test: "packages/core/redact.test.ts",
  },
  {
    promise: 6,
    does: "does not look for keys drawn at random",
    file: "packages/core/redact.ts",
    from: "    cleaned = withoutRandomKeys(cleaned);\n",
    to: "",
    test: "packages/core/redact.property.test.ts",
  },
  {
    promise: 6,
    does: "cuts a text before it is redacted, so that half a secret stays",
    file: "packages/core/redact.ts",
    from: "  const line = plain(text, text.length);",
    to: "  const line = plain(text, limit);",
    test: "packages/core/redact.test.ts",
  },
  {
    promise: 6,
    does: "keeps a title as the source wrote it",
    file: "packages/core/observation.ts",
    from: "title: clean(input.title, TITLE_LIMIT)",
    to: "title: plain(input.title, TITLE_LIMIT)",
    test: "packages/core/observation.test.ts",
  },
  {
    promise: 6,
    does: "keeps attributes as the source wrote them",
    file: "packages/core/observation.ts",
    from: "? clean(value, ATTRIBUTE_LIMIT)",
    to: "? plain(value, ATTRIBUTE_LIMIT)",
    test: "packages/core/observation.test.ts",
  },
  {
    promise: 6,
    does: "stores the true resource with the alert",
    file: "packages/core/observation.ts",
    from: "    resource: clean(resource, RESOURCE_LIMIT),",
    to: "    resource,",
    test: "packages/core/observation.test.ts",
  },
  {
    promise: 6,
    does: "makes the id of what is shown, so that two resources become one",
    file: "packages/core/observation.ts",
    from: "{ alertId: alertId(identity), identity: kept(identity), statement }",
    to: "{ alertId: alertId(kept(identity)), identity: kept(identity), statement }",
    test: "packages/core/observation.test.ts",
  },
  {
    promise: 6,
    does: "links to where a secret is escaped in the URL",
    file: "packages/core/observation.ts",
    from: "return redacted(meant) === meant ? line : undefined;",
    to: "return line;",
    test: "packages/core/observation.test.ts",
  },
  {
    promise: 6,
    does: "names in a refusal the keys that an outsider chose",
    file: "packages/core/parse.ts",
    from: "path: clean(path, PATH_LIMIT)",
    to: "path",
    test: "packages/core/parse.test.ts",
  },
  {
    promise: 6,
    does: "gives a dead letter its reason unredacted",
    file: "packages/aws/dead-letters.ts",
    from: "text(clean(refusalText(refusal), REASON_LIMIT))",
    to: "text(refusalText(refusal).slice(0, REASON_LIMIT))",
    test: "packages/aws/dead-letters.test.ts",
  },
  {
    promise: 6,
    does: "writes down what an operator pasted",
    file: "packages/core/decision.ts",
    from: "why: clean(decision.why, WHY_LIMIT)",
    to: "why: plain(decision.why, WHY_LIMIT)",
    test: "packages/core/decision.test.ts",
  },
  {
    promise: 6,
    does: "announces the address of who decided",
    file: "packages/core/announcement.ts",
    from: "decided: decided && { ...decided, by: nameIn(decided.by) },",
    to: "decided,",
    test: "packages/core/announcement.test.ts",
  },
  {
    promise: 6,
    does: "logs without redacting",
    file: "packages/lambda/clean-log.ts",
    from: "return redacted(text).split",
    to: "return text.split",
    test: "packages/lambda/clean-log.test.ts",
  },
  {
    promise: 6,
    does: "logs what acts",
    file: "packages/lambda/clean-log.ts",
    from: ".map(writtenOut)",
    to: "",
    test: "packages/lambda/clean-log.test.ts",
  },
  {
    promise: 6,
    does: "logs past what cleans",
    file: "packages/lambda/telemetry.ts",
    from: "log: cleanLog((level, message, fields) => logger[level](message, fields)),",
    to: "log: {\n      info: (message, fields = {}) => logger.info(message, fields),\n      warn: (message, fields = {}) => logger.warn(message, fields),\n      error: (message, fields = {}) => logger.error(message, fields),\n    },",
    test: "packages/lambda/telemetry.test.ts",
  },
  {
    promise: 6,
    does: "makes a dimension of any text",
    file: "packages/lambda/clean-log.ts",
    from: 'return REASON.test(reason) ? reason : "unknown";',
    to: "return reason;",
    test: "packages/lambda/clean-log.test.ts",
  },
  {
    promise: 6,
    does: "connects a webhook to whatever its name stands for",
    file: "packages/channels/webhook-request.ts",
    from: "      lookup: checkedLookup(options),\n",
    to: "",
    test: "packages/channels/webhook.test.ts",
  },
  {
    promise: 6,
    does: "takes an address in a webhook's URL unseen",
    file: "packages/channels/webhook-request.ts",
    from: "return isAddress ? refusedAddress(literal, allowPrivateAddresses) : undefined;",
    to: "return undefined;",
    test: "packages/channels/webhook.test.ts",
  },
  {
    promise: 6,
    does: "lets a policy allow the metadata service",
    file: "packages/channels/webhook-request.ts",
    from: '(kind !== "forbidden" && allowPrivateAddresses)',
    to: "allowPrivateAddresses",
    test: "packages/channels/webhook.test.ts",
  },
  {
    promise: 6,
    does: "does not see an IPv4 address that NAT64 wraps",
    file: "packages/channels/address.ts",
    from: '"64:ff9b::/96"',
    to: '"64:ff9c::/96"',
    test: "packages/channels/address.test.ts",
  },
  {
    promise: 6,
    does: "takes a policy that sends in the clear",
    file: "packages/core/parse-policy.ts",
    from: 'return protocol === "https:" && isName ?',
    to: "return isName ?",
    test: "packages/core/parse-policy.test.ts",
  },
  {
    promise: 6,
    does: "shows what a webhook's receiver echoes",
    file: "packages/channels/webhook-answer.ts",
    from: 'return isGivenAway ? "" : clean(text, QUOTE_LIMIT);',
    to: "return clean(text, QUOTE_LIMIT);",
    test: "packages/channels/webhook.test.ts",
  },
];
