/** What the organization's accounts are given: the template in the graph, against the configuration and the central bus. */
import { memberTemplate } from "@tocsin/infra/members/member-template";
import { sources } from "@tocsin/sources/registry";
import { expect, test } from "vitest";
import { tocsin } from "../support/terminal.ts";
import { at, conditionValues, ofType, type PolicyStatement, statementsOf, textAt } from "./graph.ts";
import { securityAccount } from "./synthesis/mock-cloud.ts";
import { exampleConfig } from "./synthesis/platform.ts";
import type { Synthesis } from "./synthesis/synthesize.ts";

/** Of a template that is not in S3. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const TEMPLATE_LIMIT_BYTES = 51_200;

/** The graph is had by `synthesis`, once the tests run; its stage is `prod`. */
export function describeMembers(synthesis: () => Synthesis): void {
  test("the template forwards to the central bus", () => {
    const [stackSet] = ofType(synthesis(), "cloudformation/stackSet:StackSet");
    const busArn = "arn:aws:events:eu-central-1:111122223333:event-bus/tocsin-prod-bus";
    const expected = memberTemplate(sources, { prefix: "tocsin-prod", busArn, account: "111122223333", rules: {} });
    expect(JSON.parse(stackSet ? textAt(stackSet, "templateBody") : "")).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  test("the command prints the same template, indented within CloudFormation's limit", async () => {
    const [stackSet] = ofType(synthesis(), "cloudformation/stackSet:StackSet");
    const flags = ["--account", securityAccount, "--stage", "prod", "--config", exampleConfig];
    const { exitCode, stdout } = await tocsin(["member-template", ...flags]);
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, JSON.parse(stackSet ? textAt(stackSet, "templateBody") : "")]);
    expect(Buffer.byteLength(stdout)).toBeLessThan(TEMPLATE_LIMIT_BYTES);
  });

  test("every account of the units gets it in every region, and so do those that join later", () => {
    const [stackSet] = ofType(synthesis(), "cloudformation/stackSet:StackSet");
    const { config } = synthesis();
    const [instances] = ofType(synthesis(), "cloudformation/stackInstances:StackInstances");
    expect(stackSet?.inputs).toMatchObject({ permissionModel: "SERVICE_MANAGED", autoDeployment: { enabled: true } });
    expect(instances?.inputs).toMatchObject({
      stackSetName: "tocsin-prod-members",
      regions: config.regions,
      deploymentTargets: { organizationalUnitIds: config.organizationalUnits },
    });
  });

  test("the central bus lets in the forwarding roles of this organization, and neither a foreigner nor another role", () => {
    const { config } = synthesis();
    const forwarder = (region: string) => `arn:aws:iam::444455556666:role/tocsin-prod-forward-${region}`;
    for (const region of config.regions)
      expect(letIn(synthesis(), config.organizationId, forwarder(region))).toBe(true);
    expect(letIn(synthesis(), "o-foreignorg1", forwarder("us-east-1"))).toBe(false);
    expect(letIn(synthesis(), config.organizationId, forwarder("us-west-2"))).toBe(false);
    expect(letIn(synthesis(), config.organizationId, "arn:aws:iam::444455556666:role/admin")).toBe(false);
  });
}

/** What IAM would decide of a principal that puts events to the bus. */
function letIn(synthesis: Synthesis, organization: string, principal: string): boolean {
  const [policy] = ofType(synthesis, "cloudwatch/eventBusPolicy:EventBusPolicy");
  return statementsOf(policy && at(policy, "policy")).some(
    (statement) =>
      statement.Effect === "Allow" &&
      statement.Action.includes("events:PutEvents") &&
      statement.Resource.every((arn) => arn.endsWith(":event-bus/tocsin-prod-bus")) &&
      conditionValues(statement, "aws:PrincipalOrgID").includes(organization) &&
      isNamed(statement, principal),
  );
}

const isNamed = (statement: PolicyStatement, principal: string): boolean =>
  conditionValues(statement, "aws:PrincipalArn").some((pattern) =>
    new RegExp(`^${pattern.replaceAll("*", "[^:]*")}$`).test(principal),
  );
