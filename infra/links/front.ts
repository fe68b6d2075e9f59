/** What takes the requests of links from anywhere, and calls the function for them. */
import { LINK_PATH } from "@tocsin/lambda/handlers/acknowledge/link-address";
import type { LinkFront } from "../config.ts";
import { named } from "../place.ts";

/** Makes it, and gives its URL. */
export const fronts: Readonly<Record<LinkFront, (fn: sst.aws.Function) => $util.Output<string>>> = {
  "function-url": functionUrl,
  "http-api": httpApi,
};

/** Both permissions are needed. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function functionUrl(fn: sst.aws.Function): $util.Output<string> {
  const url = new aws.lambda.FunctionUrl("AcknowledgeUrl", { functionName: fn.name, authorizationType: "NONE" });
  new aws.lambda.Permission("AcknowledgeUrlIsOpen", {
    function: fn.name,
    action: "lambda:InvokeFunctionUrl",
    principal: "*",
    functionUrlAuthType: "NONE",
  });
  new aws.lambda.Permission("AcknowledgeIsInvokedByUrl", {
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

/** It has no access log: a token stands in the path. */
function httpApi(fn: sst.aws.Function): $util.Output<string> {
  const api = new aws.apigatewayv2.Api("LinksApi", { name: named("links"), protocolType: "HTTP" });
  const integration = new aws.apigatewayv2.Integration("LinksIntegration", {
    apiId: api.id,
    integrationType: "AWS_PROXY",
    integrationUri: fn.arn,
    payloadFormatVersion: "2.0",
  });
  const target = $interpolate`integrations/${integration.id}`;
  const routes = [`GET ${LINK_PATH}/{token}`, `HEAD ${LINK_PATH}/{token}`, `POST ${LINK_PATH}`].map(
    (routeKey) =>
      new aws.apigatewayv2.Route(`LinksRoute${routeKey.split(" ")[0]}`, { apiId: api.id, routeKey, target }),
  );
  new aws.apigatewayv2.Stage(
    "LinksStage",
    {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: REQUESTS_A_SECOND, throttlingBurstLimit: REQUESTS_AT_ONCE },
    },
    { dependsOn: routes },
  );
  new aws.lambda.Permission("AcknowledgeIsInvokedByApi", {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: $interpolate`${api.executionArn}/*/*`,
  });
  return api.apiEndpoint;
}
