import { describe, expect, test } from "vitest";
import { cleanName, cleanProse, redacted, redactedName } from "./redact.ts";

const KEY_ID = "AKIAIOSFODNN7EXAMPLE";
const SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const JWT =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

describe("what looks like a secret gives way to a marker", () => {
  test.each([
    ["an access key id", `key ${KEY_ID} leaked`, "key [access key] leaked"],
    ["a temporary one", "ASIAIOSFODNN7EXAMPLE", "[access key]"],
    ["one in the path of a URL, escaped", `x%2F${KEY_ID}`, "x%2F[access key]"],
    ["a secret access key", `it is ${SECRET_KEY}.`, "it is [secret]."],
    [
      "one at the end of an ARN",
      `arn:aws:iam::111122223333:role/ops/${SECRET_KEY}`,
      "arn:aws:iam::111122223333:role/ops/[secret]",
    ],
    ["base64 and what fills it up", "3q2+7wK9xPz0B1sVd4Q8mA6uYtR5cE2nJhLgF7iOoXw==", "[secret]"],
    ["a JSON Web Token", `Bearer ${JWT}`, "Bearer [token]"],
    ["one without a signature", JWT.slice(0, JWT.lastIndexOf(".")), "[token]"],
    ["a token of GitHub", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[token]"],
    ["a fine-grained one", "github_pat_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["a token of GitLab", "glpat-aaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["a token of npm", "npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["an app's token of Slack", "xapp-1-A0aaaaaaaaaaaaaaaaaaaaaaaa", "[token]"],
    ["a webhook's secret of Stripe", "whsec_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["a token of Google's OAuth", "ya29.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["a key of SendGrid", `SG.${"a".repeat(22)}.${"a".repeat(43)}`, "[token]"],
    ["a session token of AWS", "IQoJb3JpZ2luaaaaaaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["an older one", "FwoGZXIvYXdzaaaaaaaaaaaaaaaaaaaaaaaaaA1", "[token]"],
    ["a token of Slack", "xoxb-2345678901-2345678901-AbCdEf0123456789GhIjKlMn", "[token]"],
    ["a webhook of Slack", "https://hooks.slack.com/services/T0000/B0000/AbCdEf0123456789", "https://[token]"],
    ["a workflow of Slack", "https://hooks.slack.com/workflows/T0/A0/123/AbCdEf0123456789", "https://[token]"],
    ["a key of Anthropic", "sk-ant-api03-aaaaaaaaaaA1-bbbbbbbbbb", "[token]"],
    ["a token of Hugging Face", "hf_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaB1c", "[token]"],
    ["a token of Vault", "hvs.CAESIaaaaaaaaaaaaaaaaaaaa1", "[token]"],
    ["a token of PyPI", "pypi-AgEIcHlwaS5vcmcCJaaaaaaaaaaaaaaaaaaaa", "[token]"],
    ["a token of Docker Hub", "dckr_pat_aaaaaaaaaaaaaaaaaaaaaaaB1c", "[token]"],
    ["a token of Grafana", "glsa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaB1_01234567", "[token]"],
    ["a key of Linear", "lin_api_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaB1c", "[token]"],
    ["a key of Stripe", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "[token]"],
    ["a key of Google", "AIzaSyA-1234567890abcdefghijklmnopqrstu", "[token]"],
    ["a password in a setting", "DB_PASSWORD=hunter2 TZ=UTC", "DB_PASSWORD=[secret] TZ=UTC"],
    ["a password in quotes", 'password="two words" rest', "password=[secret] rest"],
    ["a password in quotes that the end was cut from", 'password="two wor', "password=[secret]"],
    ["a password of one word after a colon", "password: correcthorse", "password: [secret]"],
    ["a token after a colon", "token: 8f14e45fceea167a", "token: [secret]"],
    ["a value in JSON", '{"SecretString":"s3cr3t","id":1}', '{"SecretString":[secret],"id":1}'],
    ["a value in JSON in JSON", '{\\"password\\":\\"s3cr3t\\"}', '{\\"password\\":[secret]'],
    ["a header", "Authorization: Bearer abc.def", "Authorization: [secret]"],
    ["a parameter of a URL", "https://x.example/?api_key=abc&b=1", "https://x.example/?api_key=[secret]&b=1"],
    ["an escaped one", "https://x.example/?u=token%3Dabc", "https://x.example/?u=token%3D[secret]"],
    ["credentials in a URL", "postgres://app:p@ss@db.example:5432/x", "postgres://[credentials]@db.example:5432/x"],
    ["a private key", "a -----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- b", "a [private key] b"],
    ["a private key that was cut", "a -----BEGIN PRIVATE KEY----- MIIE", "a [private key]"],
    ["an e-mail address", "by jane.doe+aws@mail.example.co.uk,", "by [e-mail],"],
    ["one in the name of a session", "assumed-role/Admin/jane@example.com", "assumed-role/Admin/[e-mail]"],
    ["one that is escaped", "session=jane%40example.com", "session=[e-mail]"],
    ["one with other letters", "jörg@bücher.example", "[e-mail]"],
    ["the number of a payment card", "4111 1111 1111 1111 and 378282246310005", "[card number] and [card number]"],
    ["one with a nine, which counts as itself", "6011000990139424", "[card number]"],
  ])("%s", (_title, text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});

describe("what an on-call engineer needs to see stays", () => {
  test.each([
    ["the ARN of a secret", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db/password-AbC12d"],
    ["the ARN of a certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/7d0a4a4e-3f5b-4c55-9a51-0c0ffee00001"],
    ["the ARN of a parameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/prod/api/token"],
    [
      "a secret's ARN after a word that announces it",
      "Secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-AbC12d",
    ],
    ["prose", "Rotation of the secret: it failed. The token: unknown."],
    ["a name that CloudFormation made", "PaymentsProd-Db2InstanceRoleE9C1D77E-3AEZPGV4HH3FL"],
    ["a name that the CDK made", "ProdDataStack-IngestHandlerServiceRole4B2D7C1A-1JY8Q0W3RZ5XK"],
    ["a role of the identity center", "AWSReservedSSO_AdministratorAccess_0123456789abcdef"],
    ["the id of a role and its session", "AROAEXAMPLE0123456789:i-0abc123def4567890"],
    ["a UUID", "7D0A4A4E-3F5B-4C55-9A51-0C0FFEE00001"],
    ["a digest", `sha256:${"0f1e2d3c4b5a6978".repeat(4)}`],
    ["an image", `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${"ab12".repeat(16)}`],
    ["a package", "@babel/traverse@7.23.2, lodash@4.17.21 and log4j-core@2.14.1.Final"],
    ["who is on a machine", "root@ip-10-0-0-7.eu-west-1.compute.internal"],
    ["a load balancer", "loadbalancer/app/WebSta-ALBAE-d63QyU65rDJA/b186c2f1a8fe4008"],
    ["a singleton that the CDK made", "Web-LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A-3AEZPGV4HH3FL"],
    ["a name in capitalized words", "GitHubActionsOIDC-RoleForDeployToProdEuW1-3AEZPGV4HH3FL"],
    ["an instance of a stack set", "StackSet-V2-7d0a4a4e-3f5b-4c55-9a51-0c0ffee00001-ApiRole-d63QyU65rDJA"],
    ["a name of several ids", "ProdSecretA720EF05-aB3dE5gH7jK9-AbC12d"],
    ["a domain", "xn--bcher-kva.long-subdomain-0123456789.eu-central-1.elb.amazonaws.com"],
    [
      "a link",
      "https://eu-west-1.console.aws.amazon.com/inspector/v2/home?region=eu-west-1#/findings/arn%3Aaws%3Ainspector2%3Aeu-west-1%3A111122223333%3Afinding%2F8f979c31b3c85080a8e7f47365ac41be",
    ],
    [
      "a link to a secret",
      "https://eu-west-1.console.aws.amazon.com/secretsmanager/secret?name=prod%2Fdb&region=eu-west-1",
    ],
    ["a finding's type", "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS"],
    ["numbers of accounts", "from 111122223333 and 444455556666 to 777788889999"],
    ["sixteen digits that are no card's", "4111111111111112"],
    ["instants", "2026-11-24T08:00:00.000Z 1763971200000"],
    ["a switch", "bypass=true, sms-only"],
    ["its own markers", "[secret] [e-mail] [access key] [token] [private key] [card number] ://[credentials]@"],
  ])("%s", (_title, text) => {
    expect(redacted(text)).toBe(text);
  });
});

describe("a name is altered by nothing but a credential", () => {
  test.each([
    ["an address in the name of a session", "assumed-role/Admin/jane@example.com"],
    ["an id of an access key", KEY_ID],
    ["a job", "arn:aws:glue:eu-west-1:111122223333:job/ETL2LoadS3ToRDS5MinJobV2"],
    ["an instance profile", "instance-profile/eks-8ec4b9d1-3f5b-4c55-9a51-0c0ffee00001"],
    ["what is as long as a secret access key", SECRET_KEY],
    ["a key of an object in partitions", "arn:aws:s3:::lake/table/token=abc/password=x/part-0001"],
    ["sixteen digits", "backup-4111111111111111"],
    ["a joiner that a language needs", "می\u200cخواهم"],
  ])("not %s", (_title, name) => {
    expect(redactedName(name)).toBe(name);
  });

  test.each([
    ["a token", "/app/ghp_16C7e42F292c6912E7710c838347Ae178B4a/x", "/app/[token]/x"],
    ["credentials in a URL", "postgres://app:p@ss@db.example", "postgres://[credentials]@db.example"],
    ["a JSON Web Token", JWT, "[token]"],
  ])("but %s", (_title, name, expected) => {
    expect(redactedName(name)).toBe(expected);
  });
});

describe("what resembles a token is none", () => {
  test.each([
    ["a function that rotates tokens of GitLab", "glpat-rotation-function-prod"],
    ["a parameter for a fine-grained token", "/app/github_pat_of_the_deployment_bot"],
    ["a bucket for packages", "pypi-mirror-of-the-platform-team-eu-west-1-111122223333"],
    ["a secret of Slack's", "xoxb-token-of-the-alerting-bot"],
    ["a queue of tasks", "task_test_notificationservice"],
    ["a handler of keys", "KeyJanitorFunction.handleRotationRequest"],
    ["an application", "myxapp-2-production-service-in-europe"],
    ["a host", "hvs.internal-payments-production.example.com"],
    ["a singleton of the CDK", "TASK0f1e2d3c4b5a69780f1e2d3c4b5a6978AB12CD34"],
  ])("%s", (_title, text) => {
    expect(redacted(text)).toBe(text);
  });
});

describe("cleanProse", () => {
  test("knows a secret whatever stood between its parts that is not shown", () => {
    expect(cleanProse("password\u0000=\u001bhunter2", 100)).toBe("password = [secret]");
  });

  test("knows a secret that the limit would have cut", () => {
    const text = `${"x ".repeat(20)}${SECRET_KEY}`;
    for (let limit = 40; limit < 80; limit += 1) expect(cleanProse(text, limit)).not.toContain(SECRET_KEY.slice(0, 4));
  });

  test("knows a card's number that stands alone", () => {
    expect(cleanProse("378282246310005", 100)).toBe("[card number]");
  });

  test.each([
    ["cleanProse", cleanProse],
    ["cleanName", cleanName],
  ])("%s keeps to one line and to the limit", (_name, clean) => {
    expect(clean("a\nb", 10)).toBe("a b");
    expect(clean("x".repeat(11), 10)).toBe(`${"x".repeat(9)}…`);
  });

  test("knows a token that a byte order mark splits, which the line shows as a space", () => {
    expect(cleanProse("it is ghp_16C7e42F292c6912E771\ufeff0c838347Ae178B4a.", 100)).toBe("it is [token].");
  });
});
