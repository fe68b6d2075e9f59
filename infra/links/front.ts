/** A front that accepts requests from anywhere, and calls a function for them. */
import type { LinkFront } from "../config.ts";
import { logical, named } from "../place.ts";

/**
 * The concurrency of each function that strangers can call. A flood is limited to it, and takes nothing from the functions that ingest and
 * notify: docs/adr/0039.
 */
export const OPEN_CONCURRENCY = 5;

/** What is to be called, and for what. */
export interface Fronted {
  readonly fn: sst.aws.Function;
  /** The names of its parts: of the function, and of an API before it. */
  readonly noun: string;
  readonly api: string;
  /** What an API passes on, as `POST /path`: one for each method. */
  readonly routes: readonly string[];
}

/** Makes it, and gives its URL. */
export const fronts: Readonly<Record<LinkFront, (fronted: Fronted) => $util.Output<string>>> = {
  "function-url": functionUrl,
  "http-api": httpApi,
};

/** Both permissions are needed. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function functionUrl({ fn, noun }: Fronted): $util.Output<string> {
  const name = logical(noun);
  const url = new aws.lambda.FunctionUrl(`${name}Url`, { functionName: fn.name, authorizationType: "NONE" });
  new aws.lambda.Permission(`${name}UrlIsOpen`, {
    function: fn.name,
    action: "lambda:InvokeFunctionUrl",
    principal: "*",
    functionUrlAuthType: "NONE",
  });
  new aws.lambda.Permission(`${name}IsInvokedByUrl`, {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "*",
    invokedViaFunctionUrl: true,
  });
  return url.functionUrl;
}

/** More than people press buttons. */
const REQUESTS_A_SECOND = 10;
const REQUESTS_AT_ONCE = 20;

/** It has no access log, as the path of a link contains a token. */
function httpApi({ fn, noun, ...fronted }: Fronted): $util.Output<string> {
  const name = logical(fronted.api);
  const api = new aws.apigatewayv2.Api(`${name}Api`, { name: named(fronted.api), protocolType: "HTTP" });
  const integration = new aws.apigatewayv2.Integration(`${name}Integration`, {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: fn.arn,
    payloadFormatVersion: "2.0",
  });
  const target = $interpolate`integrations/${integration.id}`;
  const routes = fronted.routes.map(
    (routeKey) =>
      new aws.apigatewayv2.Route(`${name}Route${routeKey.split(" ")[0]}`, { apiId: api.id, routeKey, target }),
  );
  new aws.apigatewayv2.Stage(
    `${name}Stage`,
    {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: REQUESTS_A_SECOND, throttlingBurstLimit: REQUESTS_AT_ONCE },
    },
    { dependsOn: routes },
  );
  new aws.lambda.Permission(`${logical(noun)}IsInvokedByApi`, {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: $interpolate`${api.executionArn}/*/*`,
  });
  return api.apiEndpoint;
}
