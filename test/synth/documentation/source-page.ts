/** What a source takes, needs and gives, as its page in docs/sources says: from its pattern, its samples and the conditions' declarations. */
import { type ConditionName, conditions } from "@tocsin/core/alert/condition";
import { observables } from "@tocsin/core/alert/observable";
import { severities } from "@tocsin/core/alert/severity";
import { parseEvent } from "@tocsin/core/event/event";
import { isObject } from "@tocsin/core/text/json";
import type { Source } from "@tocsin/sources/source";

const RECORDS: readonly string[] = ["AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"];

/** @param samples of the source: what they open is what it can open. */
export function sourcePage(source: Source, samples: readonly object[]): string {
  return [
    "It takes:",
    "",
    ...takenBy(source).map(({ type, services, names }) =>
      names.length === 0
        ? `- ${code(type)}`
        : `- ${code(type)} of ${services.map(code).join(", ")}: ${names.map(code).join(", ")}`,
    ),
    "",
    "It needs:",
    "",
    ...needsOf(source, samples).map((need) => `- ${need}`),
    "",
    "| condition | severity | attributes | what ends it |",
    "| --- | --- | --- | --- |",
    ...openedBy(source, samples).map(conditionRow),
  ].join("\n");
}

/** The types of events that a source's rule takes, each with the calls of services where it takes no others of them. */
interface Taken {
  readonly type: string;
  readonly services: readonly string[];
  readonly names: readonly string[];
}

function takenBy({ pattern }: Source): readonly Taken[] {
  const taken = branchesOf(pattern).flatMap(({ types, services, names }) =>
    types.map((type) => ({ type, services, names })),
  );
  const byPlace = Map.groupBy(taken, ({ type, services }) => JSON.stringify([type, services]));
  return [...byPlace.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, names: [...new Set(same.flatMap(({ names }) => names))] }];
  });
}

interface Branch {
  readonly types: readonly string[];
  readonly services: readonly string[];
  readonly names: readonly string[];
}

const NOTHING: Branch = { types: [], services: [], names: [] };

/** A branch for each combination of alternatives. What else a pattern asks for is left out. */
function branchesOf(pattern: unknown): readonly Branch[] {
  if (!isObject(pattern)) return [NOTHING];
  const { "detail-type": types, eventSource, eventName, detail, $or } = pattern;
  const own = { types: wordsOf(types), services: wordsOf(eventSource), names: wordsOf(eventName) };
  const alternatives = Array.isArray($or) ? $or.flatMap(branchesOf) : [NOTHING];
  return branchesOf(detail).flatMap((inner) => alternatives.map((other) => joined(joined(own, inner), other)));
}

function joined(a: Branch, b: Branch): Branch {
  return {
    types: [...a.types, ...b.types],
    services: [...a.services, ...b.services],
    names: [...a.names, ...b.names],
  };
}

/** As people write matchers: `Put…`, `…Set`. */
function wordsOf(values: unknown): readonly string[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value) => {
    if (typeof value === "string") return [value];
    if (isObject(value) && typeof value.prefix === "string") return [`${value.prefix}…`];
    return isObject(value) && typeof value.suffix === "string" ? [`…${value.suffix}`] : [];
  });
}

function needsOf(source: Source, samples: readonly object[]): readonly string[] {
  const types = new Set(takenBy(source).map(({ type }) => type));
  const administered = new Set(eventsOf(samples).flatMap((event) => source.administeredBy(event) ?? []));
  const needs = [
    ...(RECORDS.some((type) => types.has(type))
      ? ["a trail of CloudTrail in each account and Region that logs management events of type write"]
      : []),
    ...(types.has("Config Rules Compliance Change") ? ["a recorder of AWS Config, and the rules themselves"] : []),
    ...(source.delegated.length > 0
      ? [
          `the security account as the service's administrator, which has ${source.delegated.map(code).join(" and ")} of all members: they do not forward these`,
        ]
      : []),
    ...(administered.size > 0
      ? [
          `in \`administrators\` of the configuration each other account that administers ${[...administered].map(code).join(" or ")}, if it is to speak for its members`,
        ]
      : []),
  ];
  return needs.length > 0 ? needs : ["nothing else: each account receives these events by itself"];
}

function eventsOf(samples: readonly object[]) {
  return samples.flatMap((sample) => {
    const event = parseEvent(sample);
    return event.ok ? [event.value] : [];
  });
}

/** In the order in which conditions are declared. */
function openedBy(source: Source, samples: readonly object[]): readonly ConditionName[] {
  const opened = new Set(
    eventsOf(samples).flatMap((event) => {
      const reading = source.read(event, "unknown");
      if (reading.outcome !== "observed") return [];
      return reading.observations
        .filter(({ statement }) => statement.state === "active")
        .map(({ identity }) => identity.condition);
    }),
  );
  return (Object.keys(conditions) as ConditionName[]).filter((name) => opened.has(name));
}

function conditionRow(name: ConditionName): string {
  const { label, ends, expiresAfterDays } = conditions[name];
  const { attributes, ...observable } = observables[name];
  const deadline = "hasDeadline" in observable ? "; with a deadline, which raises it as it comes near" : "";
  const expiry =
    expiresAfterDays === undefined ? "" : ` Otherwise it ends ${expiresAfterDays} days after the last report.`;
  const cells = [
    `\`${name}\`: ${label}`,
    `${severities.filter((one) => observable.severities.includes(one)).join(", ")}${deadline}`,
    Object.keys(attributes).map(code).join(", ") || "none",
    `${ends}${expiry}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

const shortName = (service: string): string => code(service.replace(/\.amazonaws\.com$/, ""));

const code = (text: string): string => `\`${text}\``;

/** What each source adds to the events that members forward, in Markdown. */
export function forwardedTable(sources: readonly Source[]): string {
  return [
    "| source | types of events that members forward | calls that members forward |",
    "| --- | --- | --- |",
    ...sources
      .filter(({ onDefaultBus }) => !onDefaultBus)
      .map((source) => {
        const taken = takenBy(source).filter(({ type }) => !source.delegated.includes(type));
        const types = new Set(taken.map(({ type }) => type).filter((type) => !RECORDS.includes(type)));
        const kinds = taken
          .filter(({ type }) => RECORDS.includes(type))
          .map(({ services, names }) => `${names.length} of ${services.map(shortName).join(", ")}`);
        return `| [\`${source.name}\`](sources/${source.name}.md) | ${types.size === 0 ? "none" : types.size} | ${kinds.join(", ") || "none"} |`;
      }),
  ].join("\n");
}
