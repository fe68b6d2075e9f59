/** Credentials drawn at random: those whose issuers gave them a shape, and those that look like any other random text. */
import fc from "fast-check";
import { drawn, joined } from "./drawn.ts";

type Tokens = fc.Arbitrary<string>;

/** Encoded as the parts of a JSON Web Token are. */
const encoded = (value: fc.Arbitrary<object>) =>
  value.map((object) => Buffer.from(JSON.stringify(object)).toString("base64url"));

export interface TokenShape {
  readonly tokens: Tokens;
  /** What is to stand in the place of a token; `[token]` unless said otherwise. */
  readonly hidden?: (token: string) => string;
  /** It is known as a word of its own only: names may end as it begins. */
  readonly isWord?: true;
}

const withoutUser = (url: string) => url.replace(/:\/\/.*@/, "://[credentials]@");

const jwt = fc
  .tuple(
    encoded(fc.record({ alg: fc.constantFrom("HS256", "RS256", "ES512"), typ: fc.constant("JWT"), kid: fc.uuid() })),
    encoded(fc.record({ sub: fc.uuid(), exp: fc.nat() })),
    drawn("base64url", 43, 86),
  )
  .map((parts) => parts.join("."));
const lines = fc.array(drawn("base64", 64), { minLength: 2, maxLength: 6 });
const privateKey = fc
  .tuple(fc.constantFrom("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "), lines)
  .map(([kind, body]) => `-----BEGIN ${kind}PRIVATE KEY-----\n${body.join("\n")}\n-----END ${kind}PRIVATE KEY-----`);

/** By the name of the kind. Lengths and alphabets are those that the issuers document or use. */
export const tokenShapes: Readonly<Record<string, TokenShape>> = {
  "GitHub, classic": { tokens: joined("ghp_", drawn("base62", 36)) },
  "GitHub, of an app": {
    tokens: joined("gh", fc.constantFrom("o_", "s_", "u_", "r_"), drawn("base62", 36, 76)),
  },
  "GitHub, fine-grained": {
    tokens: joined("github_pat_", drawn("base62", 22), "_", drawn("base62", 59)),
  },
  GitLab: {
    tokens: joined("gl", fc.constantFrom("pat-", "dt-", "rt-", "cbt-", "ptt-"), drawn("base64url", 20)),
  },
  "Slack, of a bot": {
    tokens: joined("xoxb-", drawn("digits", 11, 13), "-", drawn("digits", 11, 13), "-", drawn("base62", 24)),
  },
  "Slack, of a user": {
    tokens: joined(
      "xoxp-",
      drawn("digits", 11),
      "-",
      drawn("digits", 12),
      "-",
      drawn("digits", 13),
      "-",
      drawn("hex", 32),
    ),
  },
  "Slack, that expires": {
    tokens: joined("xoxe", fc.constantFrom("", ".xoxb", ".xoxp"), "-1-", drawn("base62", 140, 170)),
  },
  "Slack, of an app": {
    tokens: joined("xapp-1-A", drawn("upperAndDigits", 10), "-", drawn("digits", 13), "-", drawn("hex", 64)),
  },
  "Slack, a webhook": {
    hidden: () => "https://[token]",
    tokens: joined(
      "https://hooks.slack.com/services/T",
      drawn("upperAndDigits", 10),
      "/B",
      drawn("upperAndDigits", 10),
      "/",
      drawn("base62", 24),
    ),
  },
  Stripe: {
    tokens: joined(fc.constantFrom("sk_live_", "sk_test_", "rk_live_"), drawn("base62", 24, 99)),
  },
  "Stripe, a webhook": { tokens: joined("whsec_", drawn("base64", 32, 64)) },
  Vault: { tokens: joined("hv", fc.constantFrom("s.", "b.", "r."), drawn("base64url", 90, 110)) },
  "Vault, of a cluster of one's own": { tokens: joined("hvs.", drawn("base62", 24)) },
  "Hugging Face": { tokens: joined("hf_", drawn("letters", 34)) },
  npm: { tokens: joined("npm_", drawn("base62", 36)) },
  PyPI: { tokens: joined("pypi-AgEIcHlwaS5vcmc", drawn("base64url", 70, 160)) },
  SendGrid: { tokens: joined("SG.", drawn("base64url", 22), ".", drawn("base64url", 43)) },
  "Twilio, an API key": { isWord: true, tokens: joined("SK", drawn("hex", 32)) },
  "Google, an API key": { tokens: joined("AIza", drawn("base64url", 35)) },
  "Google, OAuth": { tokens: joined("ya29.", drawn("base64url", 60, 160)) },
  "Google, a client's secret": { tokens: joined("GOCSPX-", drawn("base64url", 28)) },
  Shopify: {
    tokens: joined("shp", fc.constantFrom("at_", "ca_", "pa_", "ss_"), drawn("hex", 32)),
  },
  DigitalOcean: { tokens: joined("do", fc.constantFrom("o", "p", "r"), "_v1_", drawn("hex", 64)) },
  Databricks: { tokens: joined("dapi", drawn("hex", 32), fc.constantFrom("", "-2")) },
  OpenAI: { tokens: joined("sk-", drawn("base62", 20), "T3BlbkFJ", drawn("base62", 20)) },
  "OpenAI, of a project": {
    tokens: joined(
      fc.constantFrom("sk-proj-", "sk-svcacct-", "sk-admin-"),
      drawn("base64url", 58, 74),
      "T3BlbkFJ",
      drawn("base64url", 58, 74),
    ),
  },
  Anthropic: {
    tokens: joined("sk-ant-", fc.constantFrom("api03-", "admin01-", "oat01-"), drawn("base64url", 93), "AA"),
  },
  Grafana: { tokens: joined("glsa_", drawn("base62", 32), "_", drawn("hex", 8)) },
  "Docker Hub": { tokens: joined("dckr_pat_", drawn("base64url", 27)) },
  Linear: { tokens: joined("lin_api_", drawn("base62", 40)) },
  Atlassian: { tokens: joined("ATATT3", drawn("base64url", 177), "=", drawn("upperHex", 8)) },
  Doppler: { tokens: joined("dp.pt.", drawn("base62", 43)) },
  "AWS, a session token": {
    tokens: joined(
      fc.constantFrom("IQoJb3JpZ2lu", "FwoGZXIvYXdz"),
      drawn("base64", 200, 400),
      fc.constantFrom("", "=", "=="),
    ),
  },
  "AWS, a key of Bedrock": {
    tokens: joined("ABSKQmVkcm9ja0FQSUtleS", drawn("base64", 110), fc.constantFrom("", "=")),
  },
  "a JSON Web Token": { tokens: jwt },
  "a private key": { hidden: () => "[private key]", tokens: privateKey },
  "credentials in a URL": {
    hidden: withoutUser,
    tokens: joined("https://shop:", drawn("base62", 8, 30), "@registry.example.com"),
  },
  "a connection string": {
    hidden: withoutUser,
    tokens: joined(
      fc.constantFrom("postgres", "mysql", "mongodb+srv", "redis", "amqps"),
      "://",
      fc.constantFrom("", "shop"),
      ":",
      drawn("base64url", 8, 30),
      "@db.example.com:5432/shop",
    ),
  },
};

/** What is an id where AWS names it, and a part of a leaked credential where a person writes it. */
export const accessKeyIds: Tokens = joined(fc.constantFrom("AKIA", "ASIA"), drawn("base32", 16));

/** Random text without a shape of its own. */
export const shapelessTokens: Readonly<Record<string, Tokens>> = {
  "a secret access key of AWS": drawn("base64", 40),
  "a random key in base64": drawn("base64", 20, 64),
  "a random key in base64 for URLs": drawn("base64url", 20, 64),
  "a random key of letters and digits": drawn("base62", 20, 64),
  "a random key in hexadecimal": drawn("hex", 20, 64),
};
