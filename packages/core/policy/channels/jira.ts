import * as v from "valibot";
import { described } from "../schema/fields.ts";
import { declareChannel, ownSecretField } from "./channel-declaration.ts";

/** The account's token is sent there, so it must be a host of Atlassian, whatever the policy says. */
const siteField = described(
  "Of the site at https://NAME.atlassian.net its name, or its cloud ID where the token is one with scopes.",
  v.pipe(
    v.string(),
    v.regex(
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      "expected NAME of https://NAME.atlassian.net, or the site's cloud ID, such as 1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
  ),
);

/** https://support.atlassian.com/jira-cloud-administration/docs/edit-a-projects-details */
const projectField = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{1,254}$/, "expected a project's key, such as SEC"));

export const jiraChannel = declareChannel(
  "jira",
  {
    site: siteField,
    project: projectField,
    issueType: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty("is empty"), v.maxLength(60)), "Task"),
    account: ownSecretField("jira", "the address and the API token of an account, as ADDRESS:TOKEN"),
  },
  { showsState: true, readsSecrets: "own" },
);
