/** IAM policies as data, the same for roles, queues, topics and keys. */

export interface IamStatement {
  readonly Sid: string;
  readonly Effect?: "Deny";
  readonly Principal?:
    | "*"
    | { readonly Service: $util.Input<string> | readonly string[] }
    | { readonly AWS: $util.Input<string> };
  readonly Action: string | readonly string[];
  /** Left out in the trust policy of a role, whose resource is the role. */
  readonly Resource?: $util.Input<string> | readonly $util.Input<string>[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, $util.Input<string> | readonly $util.Input<string>[]>>>
  >;
}

/** The policy's JSON. */
export function policyOf(statements: readonly IamStatement[]): $util.Output<string> {
  return $util.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
}

/** Requests without TLS are refused, whoever sends them. */
export function denyInsecureTransport(
  action: string | readonly string[],
  resource: NonNullable<IamStatement["Resource"]>,
): IamStatement {
  return {
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** What a function may do, as SST takes it. */
export interface Permission {
  readonly effect?: "deny";
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
  readonly conditions?: { test: string; variable: string; values: $util.Input<string>[] }[];
}
