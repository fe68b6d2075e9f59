/** Inspector names its resources by what their service calls them: an id in EC2, an ARN elsewhere, a path in Azure. */
import { formatArn, type Location } from "@tocsin/core/event/arn";

/** The ARN of a resource that Inspector calls `id`; `id` itself where there is nothing to build one from. */
export function resourceArn(id: string, location: Location): string {
  if (id.startsWith("i-")) return formatArn({ ...location, service: "ec2", resource: `instance/${id}` });
  // Images have no account in their ARN.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  if (id.startsWith("ami-")) return formatArn({ ...location, account: "", service: "ec2", resource: `image/${id}` });
  return id;
}
