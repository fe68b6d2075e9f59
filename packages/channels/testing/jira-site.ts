/** A site of Jira Cloud on this machine, by its documentation: the issues of a project, their labels, comments and states. */
import { isObject } from "@tocsin/core/text/json";
import type { ScriptedResponse } from "./receiver.ts";

export interface JiraIssue {
  readonly id: string;
  readonly project: string;
  summary: string;
  /** All texts of it, in order. */
  description: string;
  labels: readonly string[];
  readonly comments: string[];
  /** As a person sets it. */
  state: "new" | "done";
}

export interface JiraSite {
  readonly issues: JiraIssue[];
  /** Takes a request, by its method, path and body. */
  take(method: string, path: string, body: string): ScriptedResponse;
}

export function jiraSite(): JiraSite {
  const issues: JiraIssue[] = [];
  return { issues, take };

  function take(method: string, path: string, body: string): ScriptedResponse {
    const [, place = ""] = /^\/rest\/api\/3\/([^?]*)/.exec(path) ?? [];
    const value: unknown = body === "" ? {} : JSON.parse(body);
    const given = isObject(value) ? value : {};
    if (method === "POST" && place === "search/jql") return found(String(given.jql));
    if (method === "POST" && place === "issue") return created(given.fields);
    const [, id, rest] = /^issue\/(\d+)(\/comment)?$/.exec(place) ?? [];
    const issue = issues.find((one) => one.id === id);
    if (issue === undefined)
      return answer(404, { errorMessages: ["Issue does not exist or you do not have permission to see it."] });
    if (method === "GET") return answer(200, { id, fields: { status: { statusCategory: { key: issue.state } } } });
    if (method === "PUT") return changed(issue, given);
    if (rest === undefined) return answer(405, {});
    issue.comments.push(textIn(given.body));
    return answer(201, { id: "20001" });
  }

  function found(jql: string): ScriptedResponse {
    const [, project, label] =
      /^project = "(\w+)" AND labels = "([\w-]+)" AND statusCategory != Done ORDER BY created DESC$/.exec(jql) ?? [];
    if (project === undefined || label === undefined) return answer(400, { errorMessages: ["Error in the JQL Query"] });
    const fitting = issues.filter(
      (one) => one.project === project && one.labels.includes(label) && one.state !== "done",
    );
    return answer(200, { issues: fitting.toReversed().map(({ id }) => ({ id })), isLast: true });
  }

  function created(fields: unknown): ScriptedResponse {
    if (!isObject(fields)) return answer(400, { errors: { fields: "is missing" } });
    const issue: JiraIssue = {
      id: String(10_001 + issues.length),
      project: String(Object(fields.project).key),
      summary: String(fields.summary),
      description: textIn(fields.description),
      labels: Array.isArray(fields.labels) ? fields.labels.map(String) : [],
      comments: [],
      state: "new",
    };
    issues.push(issue);
    return answer(201, { id: issue.id, key: `SEC-${issues.length}` });
  }

  function changed(issue: JiraIssue, { fields, update }: Readonly<Record<string, unknown>>): ScriptedResponse {
    if (isObject(fields)) {
      issue.summary = String(fields.summary);
      issue.description = textIn(fields.description);
    }
    const operations = isObject(update) && Array.isArray(update.labels) ? update.labels : [];
    for (const { add, remove } of operations.map(Object)) {
      const others = issue.labels.filter((label) => label !== add && label !== remove);
      issue.labels = add === undefined ? others : [...others, String(add)];
    }
    return { status: 204 };
  }
}

function answer(status: number, body: object): ScriptedResponse {
  return { status, body: JSON.stringify(body) };
}

/** All texts in a document, in order. */
function textIn(node: unknown): string {
  if (Array.isArray(node)) return node.map(textIn).join("");
  if (!isObject(node)) return "";
  return typeof node.text === "string" ? node.text : textIn(node.content);
}
