/**
 * The credentials of a deployed function. Its bundle has this module in place of the SDK's chain of credential providers
 * (`deployment/bundle-plugins.mjs`, docs/adr/0016): Lambda puts the credentials of the function's role into the environment
 * before the function starts. It does not replace them in a running environment, but starts another before they expire, so
 * the environment is never stale. https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
import { fromEnv } from "@aws-sdk/credential-provider-env";

/** What the SDK's clients import from `@aws-sdk/credential-provider-node`. Its provider rejects where there are no credentials. */
export const defaultProvider = fromEnv;
