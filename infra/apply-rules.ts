/**
 * Applies the organization's rules to all resources, whichever of SST's components makes them. It runs first, as a transformation only
 * changes resources made after it. Tags are the provider's, in sst.config.ts.
 */
import { arnOf, rules } from "./place.ts";

const { permissionsBoundary, rolePath } = rules;

$transform(aws.iam.Role, (args) => {
  if (permissionsBoundary !== undefined)
    args.permissionsBoundary = arnOf("iam", `policy/${permissionsBoundary}`, { region: "" });
  if (rolePath !== undefined) args.path = rolePath;
});
