/**
 * What the organization demands of resources, whichever of SST's components makes them. It comes before all of them: a
 * transformation changes what is made after it. Tags are the provider's, in sst.config.ts.
 */
import { arnOf, rules } from "./place.ts";

const { permissionsBoundary, rolePath } = rules;

$transform(aws.iam.Role, (args) => {
  if (permissionsBoundary !== undefined)
    args.permissionsBoundary = arnOf("iam", `policy/${permissionsBoundary}`, { region: "" });
  if (rolePath !== undefined) args.path = rolePath;
});
