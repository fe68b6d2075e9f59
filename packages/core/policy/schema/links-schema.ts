/** The form of the links in messages: runbooks, and the access portal through which people reach AWS's console. */
import * as v from "valibot";
import { isPortalUrl } from "../links/access-portal.ts";
import { problemOfRunbookUrl } from "../links/runbook.ts";
import { closedObject, described, rule } from "./fields.ts";

/** Several times the number of conditions. A stored policy has room for them all. */
const MOST_RUNBOOKS = 100;

const runbookUrlField = described(
  "An https URL, on the wiki for instance; it is shown as it is written.",
  v.pipe(
    v.string(),
    v.check(
      (url) => problemOfRunbookUrl(url) === undefined,
      ({ input }) => problemOfRunbookUrl(input) ?? "",
    ),
  ),
);

/** Optional as a whole, so that a policy without any is stored as it always was. */
export const runbooksSchema = v.pipe(
  v.array(rule({ url: runbookUrlField })),
  v.maxLength(MOST_RUNBOOKS, `has more than ${MOST_RUNBOOKS} rules`),
);

export const accessPortalSchema = closedObject({
  url: described(
    "As IAM Identity Center shows it in its settings, such as https://d-1234567890.awsapps.com/start.",
    v.pipe(
      v.string(),
      v.check(
        isPortalUrl,
        "expected the URL of an AWS access portal as the settings of IAM Identity Center show it, such as https://d-1234567890.awsapps.com/start, without what follows #",
      ),
    ),
  ),
  // https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
  role: v.optional(
    described(
      "The permission set with which links open; left out, the portal asks.",
      v.pipe(
        v.string(),
        v.regex(
          /^[\w+=,.@-]{1,32}$/,
          "expected the name of a permission set, such as SecurityAudit: 1 to 32 characters",
        ),
      ),
    ),
  ),
});
