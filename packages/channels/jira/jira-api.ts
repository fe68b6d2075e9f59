/** Tocsin's calls to Jira Cloud. https://developer.atlassian.com/cloud/jira/platform/rest/v3 */
import { escapedJson, isObject } from "@tocsin/core/text/json";
import type { Accepted } from "../https/attempt.ts";
import { callProvider, fieldsIn, type ProviderOptions } from "../https/provider.ts";
import type { FailedAttempt } from "../https/response.ts";
import type { JiraDocument } from "./jira-issue.ts";

export interface IssueFields {
  readonly summary: string;
  readonly description: JiraDocument;
}

export interface Labels {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** `gone`: it was deleted, or moved to a place that the account cannot see. */
export type IssueState = "open" | "done" | "gone";

export interface JiraApi {
  /** The id of the newest issue with that label that is not done; Jira may find a new one only after some seconds. @throws DeliveryError */
  find(label: string): Promise<string | undefined>;
  /** Gives its id. @throws DeliveryError */
  create(fields: IssueFields, labels: readonly string[]): Promise<string>;
  /** @throws DeliveryError */
  stateOf(id: string): Promise<IssueState>;
  /** Returns whether it still exists. @throws DeliveryError */
  update(id: string, fields: IssueFields, labels: Labels): Promise<boolean>;
  /** @throws DeliveryError */
  comment(id: string, body: JiraDocument): Promise<void>;
}

export interface JiraApiOptions
  extends Pick<
    ProviderOptions,
    "where" | "secrets" | "address" | "headers" | "confidential" | "now" | "timeoutMilliseconds"
  > {
  readonly project: string;
  readonly issueType: string;
}

interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly body?: object;
  /** Statuses that are answers, beside those of success. */
  readonly answers?: readonly number[];
  /** Whether it is Jira's answer after success. */
  readonly isDone: (accepted: Accepted) => boolean;
}

const NOT_FOUND = 404;

export function jiraApi({ project, issueType, address, ...options }: JiraApiOptions): JiraApi {
  return {
    async find(label) {
      const jql = `project = "${project}" AND labels = "${label}" AND statusCategory != Done ORDER BY created DESC`;
      const { said } = await call({
        ...{ method: "POST", path: "search/jql", body: { jql, maxResults: 1, fields: ["status"] } },
        isDone: ({ said }) => Array.isArray(fieldsIn(said).issues),
      });
      return idsIn(said)[0];
    },
    async create(fields, labels) {
      const { said } = await call({
        ...{ method: "POST", path: "issue" },
        body: { fields: { project: { key: project }, issuetype: { name: issueType }, labels, ...fields } },
        isDone: ({ said }) => idIn(fieldsIn(said)) !== undefined,
      });
      return idIn(fieldsIn(said)) ?? "";
    },
    async stateOf(id) {
      const { status, said } = await call({
        ...{ method: "GET", path: `issue/${id}?fields=status`, answers: [NOT_FOUND] },
        isDone: ({ said }) => categoryIn(said) !== undefined,
      });
      if (status === NOT_FOUND) return "gone";
      return categoryIn(said) === "done" ? "done" : "open";
    },
    async update(id, fields, { add = [], remove = [] }) {
      const labels = [...add.map((label) => ({ add: label })), ...remove.map((label) => ({ remove: label }))];
      const { status } = await call({
        ...{ method: "PUT", path: `issue/${id}`, body: { fields, update: { labels } }, answers: [NOT_FOUND] },
        isDone: ({ status }) => status === 204,
      });
      return status !== NOT_FOUND;
    },
    async comment(id, body) {
      await call({
        ...{ method: "POST", path: `issue/${id}/comment`, body: { body } },
        isDone: ({ status, said }) => status === 201 && idIn(fieldsIn(said)) !== undefined,
      });
    },
  };

  /** @throws DeliveryError */
  async function call({ method, path, body, answers = [], isDone }: Call): Promise<Accepted> {
    const sent = body && escapedJson(body);
    const refusalOf = (accepted: Accepted): FailedAttempt | undefined =>
      answers.includes(accepted.status) || isDone(accepted) ? undefined : notDone(accepted);
    const url = `${address.url}/rest/api/3/${path}`;
    return callProvider({ ...options, address: { ...address, url }, method, answers, refusalOf }, sent);
  }
}

function notDone({ status }: Accepted): FailedAttempt {
  return {
    reason: "server-error",
    retryable: true,
    problem: `answered ${status} without saying that it has done what it was asked`,
  };
}

function idsIn(said: string): readonly string[] {
  const { issues } = fieldsIn(said);
  return Array.isArray(issues) ? issues.flatMap((issue: unknown) => (isObject(issue) ? (idIn(issue) ?? []) : [])) : [];
}

/** An id goes into a path. */
function idIn({ id }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof id === "string" && /^\d{1,20}$/.test(id) ? id : undefined;
}

/** `new`, `indeterminate` or `done`, whatever the statuses of the project are called. */
function categoryIn(said: string): string | undefined {
  const key = ["fields", "status", "statusCategory", "key"].reduce<unknown>(
    (value, name) => (isObject(value) ? value[name] : undefined),
    fieldsIn(said),
  );
  return typeof key === "string" ? key : undefined;
}
