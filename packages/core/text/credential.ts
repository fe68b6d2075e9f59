/**
 * Credentials with a format of their issuer. A format is matched anywhere in a text, so each is so specific that no name made by AWS has
 * it: `npm run lab -- redaction` measures that.
 *
 * Every expression takes time in proportion to the text: an unbounded part can begin in one place only, or ends the match.
 */

/** A text of only lower case and dashes is a name, such as `glpat-rotation-function-prod`, and not a random key. */
const NOT_A_NAME = "(?![a-z_-]{16,60}(?![\\w-]))";
/** What stands before the sign that a token begins with, the sign if it has one, and what follows. */
type Shape = readonly [before: string, sign: "_" | "-" | "." | "", after: string];

const shapes: readonly Shape[] = [
  // GitHub: classic tokens and those of apps, then fine-grained ones.
  ["gh[oprsu]", "_", "[A-Za-z0-9]{30,}"],
  ["github_pat", "_", "[A-Za-z0-9]{22}\\w*"],
  // GitLab: of people, deployments, runners, jobs and triggers.
  ["gl(?:pat|dt|rt|cbt|ptt|ft|soat)", "-", `${NOT_A_NAME}[\\w-]{20,}`],
  // Slack: tokens of every kind go on with a digit, an app's with a version and the app's id; then webhooks.
  ["xox(?:[abcoprs]|e(?:\\.xox[bp])?)", "-", "\\d[\\w-]{16,}"],
  ["xapp", "-", "\\d-A[\\w-]{20,}"],
  ["hooks", ".", "slack\\.com/(?:services|triggers|workflows)/[\\w/]+"],
  // Stripe: keys, and the secret of a webhook.
  ["[prs]k_(?:live|test)", "_", "[A-Za-z0-9]{24,}"],
  ["whsec", "_", "[A-Za-z0-9+/]{24,}={0,2}"],
  // Vault, Hugging Face, npm, PyPI (which encodes where it is for), SendGrid.
  ["hv[sbr]", ".", `${NOT_A_NAME}[\\w-]{24,}`],
  ["hf", "_", "[A-Za-z0-9]{34,}"],
  ["npm", "_", "[A-Za-z0-9]{36,}"],
  ["pypi", "-", "AgE[\\w-]{30,}"],
  ["SG", ".", "[\\w-]{22}\\.[\\w-]{43}"],
  // Twilio. As a whole word: a CDK singleton may be called `TASK` followed by as many digits.
  ["(?<![A-Za-z0-9])SK[0-9a-f]", "", "[0-9a-f]{31}(?![A-Za-z0-9])"],
  // Google: keys of APIs, OAuth tokens, secrets of clients.
  ["AIza", "", "[\\w-]{35,}"],
  ["ya29", ".", "[\\w-]{20,}"],
  ["GOCSPX", "-", "[\\w-]{24,}"],
  // Shopify, DigitalOcean, Databricks, Grafana, Docker Hub, Linear, Atlassian, Doppler.
  ["shp(?:at|ca|pa|ss)", "_", "[0-9a-f]{32,}"],
  ["do[opr]_v1", "_", "[0-9a-f]{64,}"],
  ["dapi[0-9a-f]", "", "[0-9a-f]{31,}(?:-\\d)?"],
  ["glsa", "_", "[A-Za-z0-9]{32}_[0-9A-Fa-f]{8,}"],
  ["dckr_[op]at", "_", `${NOT_A_NAME}[\\w-]{20,}`],
  ["lin_api", "_", "[A-Za-z0-9]{32,}"],
  ["ATATT3", "", "[\\w=-]{60,}"],
  ["dp\\.[a-z]{2,5}", ".", "[A-Za-z0-9]{40,}"],
  // Anthropic; OpenAI, each of whose keys has its name in base64 in the middle.
  ["sk", "-", "ant-(?:api|admin|oat|sid)\\d\\d-[\\w-]{20,}"],
  ["sk", "-", "[\\w-]{20,160}?T3BlbkFJ[\\w-]{20,}"],
  // AWS: temporary credentials begin so in each of their encodings, and so do the keys of Bedrock.
  ["(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)", "", "[\\w+/=%-]{20,}"],
  ["ABSKQmVkcm9ja0FQSUtleS", "", "[A-Za-z0-9+/]{20,}={0,2}"],
];

const escapedSign = (sign: string) => sign.replace(".", "\\.");
const TOKEN = new RegExp(shapes.map(([before, sign, after]) => before + escapedSign(sign) + after).join("|"), "g");
/** A JSON Web Token: header and claims, encoded, begin with `{"`. A word may stand right before it. */
const JSON_WEB_TOKEN = /(?<![\w-])(?=[\w-]+\.eyJ[\w-]{10})([\w-]*?)eyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)?/g;
/** If its end is missing, it continues to the end of the text, which was cut there. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----|$)/gs;
/** A bracket, which a URL would escape there, is a marker's. */
const CREDENTIALS_IN_URL = /:\/\/[^\s/?#[]+@/g;

/** Where a token may begin: searches for its marking character, and looks back from there, as most of a text is no token. */
const BEGINS_OF_TOKENS = Object.entries(Object.groupBy(shapes, ([, sign]) => sign)).map(([sign, group]) => {
  const befores = [...new Set(group.map(([before]) => before))].join("|");
  return sign === "" ? befores : `${escapedSign(sign)}(?<=(?:${befores})${escapedSign(sign)})`;
});

/** Hardly any text has one of these, but every text with a credential does; all statements are searched for them. */
const BEGINS = new RegExp([...BEGINS_OF_TOKENS, "\\.eyJ", "-----BEGIN", "://[^\\s/?#[]+@"].join("|"));

/** Of Slack's; what stands before the at sign of a URL may be shorter. */
const SHORTEST_TOKEN = 20;

/** `text` with a marker in place of each credential with a known format. */
export function withoutCredentials(text: string): string {
  if ((text.length < SHORTEST_TOKEN && !text.includes("@")) || !BEGINS.test(text)) return text;
  return text
    .replace(PRIVATE_KEY, "[private key]")
    .replace(CREDENTIALS_IN_URL, "://[credentials]@")
    .replace(JSON_WEB_TOKEN, "$1[token]")
    .replace(TOKEN, "[token]");
}
