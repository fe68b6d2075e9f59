/** `tocsin channel list`: the channels of a policy, of which kind each is, what it needs, and what names it. */
import { type ChannelKind, declaredChannels } from "@tocsin/core/policy/channels/declared-channels";
import type { Policy } from "@tocsin/core/policy/policy";
import { referencesIn } from "@tocsin/core/policy/secret-reference";
import { type Column, table } from "../../output/table.ts";
import type { Terminal } from "../../output/terminal.ts";
import { createUnreadable } from "../../output/unreadable.ts";
import type { TableOptions } from "../../stack/open-table.ts";
import { type StageTableOptions, stageTable } from "../../stack/stage-table.ts";
import { policyFor } from "../policy-for.ts";

interface ListOptions extends TableOptions, StageTableOptions {
  readonly policy?: string;
  readonly json?: boolean;
}

interface Listed {
  readonly channel: string;
  readonly type: ChannelKind;
  /** Whether it is changed with its group, or sent one message after the other. */
  readonly showsState: boolean;
  readonly secrets: readonly string[];
  /** The routes that name it, also by a step of their escalation. */
  readonly routes: readonly string[];
  readonly isFallback: boolean;
  /** Who is reached by it while they are on call. */
  readonly people: readonly string[];
}

export async function listChannels(given: ListOptions, terminal: Terminal): Promise<number> {
  const options = { ...given, ...stageTable(given) };
  const unreadable = createUnreadable(terminal);
  const policy = await policyFor(options.policy, options, unreadable, terminal);
  const rows = channelsIn(policy);
  if (options.json) for (const row of rows) terminal.stdout.write(`${JSON.stringify(row)}\n`);
  else terminal.stdout.write(rows.length === 0 ? "The policy has no channels.\n" : table(rows, columns, terminal));
  return unreadable.exitCode();
}

function channelsIn({ channels, routes, fallback, people }: Policy): readonly Listed[] {
  return Object.entries(channels).map(([channel, config]) => ({
    channel,
    type: config.type,
    showsState: declaredChannels[config.type].showsState,
    secrets: referencesIn(config),
    routes: routes
      .filter((route) => [route, ...route.steps].some((one) => one.channels.includes(channel)))
      .map(({ name }) => name),
    isFallback: channel === fallback,
    people: Object.keys(people).filter((person) => people[person]?.contacts.includes(channel)),
  }));
}

const columns: readonly Column<Listed>[] = [
  { heading: "CHANNEL", of: ({ channel }) => channel },
  { heading: "TYPE", of: ({ type }) => type },
  { heading: "SHOWS", of: ({ showsState }) => (showsState ? "the group as it is" : "one message after the other") },
  { heading: "SECRETS", of: ({ secrets }) => secrets.join(", ") || "none", yields: 2 },
  {
    heading: "TOLD BY",
    of: ({ routes, isFallback, people }) =>
      [
        ...routes,
        ...(isFallback ? ["as the fallback"] : []),
        ...(people.length > 0 ? [`while ${people.join(" or ")} is on call`] : []),
      ].join(", ") || "no route",
    yields: 1,
  },
];
