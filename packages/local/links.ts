/** Links in messages on a laptop: signed with a key of their own, and answered by the function's handler at a port of this machine. */
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { Table } from "@tocsin/aws/alerts/alerts-table";
import { createAlertsWriter } from "@tocsin/aws/alerts/alerts-writer";
import { createGroupsReader } from "@tocsin/aws/groups/groups-reader";
import type { WorldSource } from "@tocsin/aws/world/world-source";
import type { Instant } from "@tocsin/core/event/instant";
import { acknowledgeHandler } from "@tocsin/lambda/handlers/acknowledge/acknowledge";
import { createLinkAddress } from "@tocsin/lambda/handlers/acknowledge/link-address";
import type { MessageLinks } from "@tocsin/lambda/handlers/oncall/message-link";
import type { Telemetry } from "@tocsin/lambda/runtime/telemetry";
import { createLinkKeys } from "@tocsin/oncall/links/link-keys";
import { localMac } from "./link-key.ts";
import { signalling, type WriteSignal } from "./pumps/write-signal.ts";
import { startPageServer } from "./servers/page-server.ts";

export interface LinksOptions extends WorldSource {
  readonly table: Table;
  /** Keeps the key. */
  readonly dataDirectory?: string | undefined;
  /** The options by which a command finds the table. */
  readonly place?: string | undefined;
  /** Raised when an alert was acknowledged. */
  readonly written?: WriteSignal | undefined;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/** Starts the server that answers links; it is stopped with `running`. */
export async function startLinks(
  { table, dataDirectory, place = "", written, ...edges }: LinksOptions,
  running: AsyncDisposableStack,
): Promise<MessageLinks> {
  const keyOf = createLinkKeys({ mac: await localMac(dataDirectory), stage: "local" });
  const handler = acknowledgeHandler({
    ...edges,
    ...{ keyOf, place },
    alerts: createAlertsReader(table),
    groups: createGroupsReader(table),
    writer: signalling(createAlertsWriter(table), written),
  });
  const server = await startPageServer(handler);
  running.defer(() => server.stop());
  // Here the console is a terminal.
  return { addressOf: createLinkAddress(server.endpoint, keyOf), leftOutOf: undefined };
}
