/** What is joined to what: rules and their targets to the one bus, members to the stack. */
import { arnOf, at, type Check, flaws, numberAt, ofType, textAt } from "../graph.ts";

/** A rule on another bus, the account's default one above all, sees other events; but for what services say of this account alone. */
export const rulesAreOnTheBus: Check = (synthesis) => {
  const names = ofType(synthesis, "cloudwatch/eventBus:EventBus").map((bus) => textAt(bus, "name"));
  const targets = ofType(synthesis, "cloudwatch/eventTarget:EventTarget");
  return [
    ...(names.length === 1 ? [] : [{ resource: "Bus", problem: `there are ${names.length} buses` }]),
    ...flaws(
      [...ofType(synthesis, "cloudwatch/eventRule:EventRule", "cloudwatch/eventBusPolicy:EventBusPolicy"), ...targets],
      (resource) => {
        // What SES says comes on the default bus, and on no other.
        const wanted = ofDefaultBus.includes(resource.name) ? ["default"] : names;
        return wanted.includes(textAt(resource, "eventBusName")) ? undefined : `is not of the bus ${wanted.join()}`;
      },
    ),
    ...flaws(ofType(synthesis, "cloudwatch/eventRule:EventRule"), (rule) => {
      const own = targets.filter((target) => textAt(target, "rule") === textAt(rule, "name"));
      return own.length === 1 ? undefined : `has ${own.length} targets`;
    }),
  ];
};

const ofDefaultBus = ["IngestMailRule", "IngestMailTarget"];

/** What came in a month can be put again. */
export const busIsArchived: Check = (synthesis) =>
  flaws(ofType(synthesis, "cloudwatch/eventBus:EventBus"), (bus) => {
    const archive = ofType(synthesis, "cloudwatch/eventArchive:EventArchive").find(
      (candidate) => textAt(candidate, "eventSourceArn") === arnOf(bus),
    );
    if (archive === undefined) return "is not archived";
    if (at(archive, "eventPattern") !== undefined) return "is archived in part";
    return (numberAt(archive, "retentionDays") ?? 0) >= 30 ? undefined : "is archived for less than a month";
  });

/** One account that fails must stop no other, and hundreds must not be done one after the other. */
export const membersAreReached: Check = (synthesis) => [
  ...flaws(ofType(synthesis, "cloudformation/stackSet:StackSet"), (set) =>
    JSON.stringify(at(set, "capabilities")) === '["CAPABILITY_NAMED_IAM"]'
      ? undefined
      : "may not make the forwarding roles",
  ),
  ...flaws(
    ofType(synthesis, "cloudformation/stackSet:StackSet", "cloudformation/stackInstances:StackInstances"),
    (resource) => {
      if (textAt(resource, "callAs") !== "DELEGATED_ADMIN") return "is not called as the delegated administrator";
      const preference = (name: string) => at(resource, `operationPreferences.${name}`);
      if (!(Number(preference("failureTolerancePercentage")) > 0)) return "stops at the first account that fails";
      if (preference("maxConcurrentPercentage") !== 100 || preference("regionConcurrencyType") !== "PARALLEL")
        return "takes one account after the other";
      if (Object.keys(Object(at(resource, "deploymentTargets"))).some((field) => field !== "organizationalUnitIds"))
        return "leaves out accounts of its units";
      const isSoft = preference("concurrencyMode") === "SOFT_FAILURE_TOLERANCE";
      return isSoft || resource.type.endsWith(":StackSet") ? undefined : "takes few accounts at once";
    },
  ),
];
