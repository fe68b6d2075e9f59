/** The link with which a person acknowledges from a message, if links are configured. */
import type { ChannelKind } from "@tocsin/core/policy/channels/declared-channels";
import { linkIn } from "@tocsin/oncall/links/link";
import type { Notification } from "@tocsin/oncall/notification";
import { NOT_SIGNED } from "../../deployment/metrics.ts";
import { asError } from "../../runtime/as-error.ts";
import type { Telemetry } from "../../runtime/telemetry.ts";
import type { LinkAddress } from "../acknowledge/link-address.ts";

export interface MessageLinks {
  readonly addressOf: LinkAddress;
  /** This kind shows no link: a function's console is its log, which must not contain anything that lets its reader act. */
  readonly leftOutOf: ChannelKind | undefined;
}

/** A text message only has room for its line, and nobody can click in a call. */
export const ofOneLine: ReadonlySet<ChannelKind> = new Set<ChannelKind>(["sms", "voice"]);

/** People are told even where nothing can be signed. */
export async function withLink(
  notification: Notification,
  kind: ChannelKind,
  links: MessageLinks | undefined,
  { log, count }: Telemetry,
): Promise<Notification> {
  // A link signed for them could only be used by somebody who intercepts it.
  const isLeftOut = kind === links?.leftOutOf || ofOneLine.has(kind);
  const link = isLeftOut ? undefined : linkIn(notification);
  if (links === undefined || link === undefined) return notification;
  try {
    return { ...notification, acknowledge: { url: await links.addressOf(link), expiresAt: link.expiresAt } };
  } catch (error) {
    log.error("a notification goes without its link", { problem: asError(error).message });
    count("problems", NOT_SIGNED);
    return notification;
  }
}
