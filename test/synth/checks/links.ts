/** Links in messages and providers' callbacks: who may call a function from outside, how much of the account that can take, and what links are signed with. */
import {
  arnOf,
  at,
  type Check,
  type Flaw,
  flaws,
  named,
  nameIn,
  numberAt,
  ofType,
  signingKeys,
  textAt,
} from "../graph.ts";
import { type Resource, securityAccount } from "../synthesis/mock-cloud.ts";
import type { Synthesis } from "../synthesis/synthesize.ts";
import { differences, linesIn, linesOf } from "./statements.ts";

/** What takes requests from anywhere. */
interface Front {
  readonly resource: Resource;
  readonly url: string;
  readonly fn: Resource | undefined;
}

export function frontsOf(synthesis: Synthesis): readonly Front[] {
  const functionOf = (name: string) => named(synthesis, "lambda/function:Function", name);
  return [
    ...ofType(synthesis, "lambda/functionUrl:FunctionUrl").map((resource) => ({
      resource,
      url: resource.outputs.functionUrl ?? "",
      fn: functionOf(textAt(resource, "functionName")),
    })),
    ...ofType(synthesis, "apigatewayv2/api:Api").map((resource) => {
      const integration = ofType(synthesis, "apigatewayv2/integration:Integration").find(isPartOf(resource));
      const fn = integration && functionOf(textAt(integration, "integrationUri"));
      return { resource, url: resource.outputs.apiEndpoint ?? "", fn };
    }),
  ];
}

/** Those by which links are opened; the others take callbacks, whose senders have keys of their own. */
export const linkFrontsOf = (synthesis: Synthesis): readonly Front[] =>
  frontsOf(synthesis).filter(({ fn }) => fn === undefined || textAt(fn, "name").endsWith("-acknowledge"));

const isPartOf = (api: Resource) => (part: Resource) =>
  textAt(part, "apiId") === nameIn(api.outputs.executionArn ?? "");

/** As many as may be taken from an account without anybody noticing. */
const MOST_RESERVED = 10;

/**
 * Whoever floods a front takes the concurrency that its function has for itself, and none of what ingests and notifies; no other function
 * reserves any. docs/adr/0014, docs/adr/0039
 */
export const floodsTakeTheirShare: Check = (synthesis) =>
  flaws(ofType(synthesis, "lambda/function:Function"), (fn) => {
    const reserved = numberAt(fn, "reservedConcurrentExecutions");
    const isOpen = frontsOf(synthesis).some((front) => front.fn === fn);
    if (!isOpen) return reserved === undefined || reserved === -1 ? undefined : `reserves ${reserved}`;
    const isBound = reserved !== undefined && reserved >= 1 && reserved <= MOST_RESERVED;
    return isBound ? undefined : "is open to everybody, and may take all of the account's concurrency";
  });

const MOST_A_SECOND = 20;

/** An HTTP API is paid for by the request, also where its function is throttled. */
export const apisAreThrottled: Check = (synthesis) =>
  flaws(ofType(synthesis, "apigatewayv2/api:Api"), (api) => {
    const stages = ofType(synthesis, "apigatewayv2/stage:Stage").filter(isPartOf(api));
    const within = (stage: Resource, field: string) => {
      const most = numberAt(stage, `defaultRouteSettings.${field}`);
      return most !== undefined && most >= 1 && most <= MOST_A_SECOND;
    };
    const areThrottled = stages.every(
      (stage) => within(stage, "throttlingRateLimit") && within(stage, "throttlingBurstLimit"),
    );
    return stages.length > 0 && areThrottled ? undefined : "takes as many requests as come";
  });

/** A token stands in the path of a request, and a log of requests has their paths. */
export const noFrontLogsTokens: Check = (synthesis) =>
  flaws(ofType(synthesis, "apigatewayv2/stage:Stage"), (stage) =>
    at(stage, "accessLogSettings") === undefined ? undefined : "writes tokens to a log",
  );

/** Which actions, and on which condition, a front needs; nobody else calls a function, and no front is without them. */
export const functionsAreCalledByTheirFrontAlone: Check = (synthesis) => {
  const permissions = ofType(synthesis, "lambda/permission:Permission");
  const wanted = frontsOf(synthesis).flatMap(({ resource, fn }) => wantedBy(resource, fn ? textAt(fn, "name") : ""));
  const found = permissions.map((permission) => permissionText(permission.inputs));
  return [
    ...permissions.flatMap((permission): readonly Flaw[] => {
      const text = permissionText(permission.inputs);
      return wanted.includes(text)
        ? []
        : [{ resource: permission.name, problem: `lets in more than a front: ${text}` }];
    }),
    ...frontsOf(synthesis).flatMap(({ resource, fn }) =>
      wantedBy(resource, fn ? textAt(fn, "name") : "")
        .filter((text) => !found.includes(text))
        .map((text) => ({ resource: resource.name, problem: `may not call its function: ${text} is missing` })),
    ),
  ];
};

/** https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html, https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html */
function wantedBy(front: Resource, fn: string): readonly string[] {
  const called = { function: fn, action: "lambda:InvokeFunction" };
  if (front.type !== "aws:lambda/functionUrl:FunctionUrl") {
    const sourceArn = `${front.outputs.executionArn}/*/*`;
    return [permissionText({ ...called, principal: "apigateway.amazonaws.com", sourceArn })];
  }
  return [
    permissionText({ ...called, principal: "*", invokedViaFunctionUrl: true }),
    permissionText({ ...called, action: "lambda:InvokeFunctionUrl", principal: "*", functionUrlAuthType: "NONE" }),
  ];
}

const permissionText = (inputs: object): string =>
  Object.entries(inputs)
    .map(([field, value]) => `${field} ${value}`)
    .sort()
    .join(", ");

/** By an HMAC key of its own, which can do nothing else, which services may not use, and which the account can repair. */
export const linksAreSignedByAKeyOfTheirOwn: Check = (synthesis) => [
  ...signingKeys(synthesis).flatMap((key): readonly Flaw[] => {
    const [, partition = ""] = arnOf(key).split(":");
    const isHmac =
      textAt(key, "keyUsage") === "GENERATE_VERIFY_MAC" && textAt(key, "customerMasterKeySpec") === "HMAC_256";
    const who = [`arn:${partition}:iam::${securityAccount}:root`];
    const actions = linesIn(at(key, "policy")).flatMap((line) => /kms:\w+/.exec(line) ?? []);
    const wanted = [...new Set([...actions, ...vital])].flatMap((does) => linesOf({ who, does: [does], to: ["*"] }));
    return [
      ...(isHmac ? [] : [{ resource: key.name, problem: "is no key for HMACs" }]),
      ...actions
        .filter((action) => encrypting.test(action))
        .map((action) => ({ resource: key.name, problem: `allows ${action}` })),
      ...differences(key, linesIn(at(key, "policy")), wanted),
    ];
  }),
  ...linkFrontsOf(synthesis).flatMap(({ resource }) =>
    signingKeys(synthesis).length === 1 ? [] : [{ resource: resource.name, problem: "has not one key for its links" }],
  ),
];

const encrypting = /Encrypt|Decrypt|DataKey|Grant/;
/** A key that the account's policies may not manage cannot be repaired. */
const vital = ["kms:DescribeKey", "kms:DisableKey", "kms:GenerateMac", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"];
