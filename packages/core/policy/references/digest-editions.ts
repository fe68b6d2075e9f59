/** Problems of the digest's editions beyond their form: unknown channels, and duplicate editions. */
import { isObject } from "../../text/json.ts";
import type { Refusal } from "../../text/parse.ts";
import { declaredChannels } from "../channels/declared-channels.ts";
import { editionKinds } from "../digest.ts";
import { itemsOf } from "./written-parts.ts";

const kinds: Readonly<Record<string, { readonly takesDigest: boolean }>> = declaredChannels;

const takers = Object.keys(kinds).filter((kind) => kinds[kind]?.takesDigest);

/** The channels that the digest names, with their places. */
export function digestChannelsIn(value: unknown): readonly { readonly path: string; readonly name: unknown }[] {
  const digest = isObject(value) ? value.digest : undefined;
  return [
    ...channelsAt(digest, "digest"),
    ...itemsOf(digest, "editions").flatMap((edition, i) => channelsAt(edition, `digest.editions[${i}]`)),
  ];
}

function channelsAt(part: unknown, path: string) {
  return itemsOf(part, "channels").map((name, i) => ({ path: `${path}.channels[${i}]`, name }));
}

export function problemsOfDigest(value: unknown): readonly Refusal[] {
  return [...channelsThatTakeNone(value), ...channelsNamedTwice(value), ...editionsNamedTwice(value)];
}

function channelsThatTakeNone(value: unknown): readonly Refusal[] {
  const channels = isObject(value) && isObject(value.channels) ? value.channels : {};
  return digestChannelsIn(value).flatMap(({ path, name }) => {
    const channel = typeof name === "string" && Object.hasOwn(channels, name) ? channels[name] : undefined;
    const kind = isObject(channel) && typeof channel.type === "string" ? channel.type : "";
    if (!Object.hasOwn(kinds, kind) || takers.includes(kind)) return [];
    return [{ path, problem: `is a channel of the type ${kind}, which takes no digest: ${takers.join(", ")} do` }];
  });
}

function channelsNamedTwice(value: unknown): readonly Refusal[] {
  const seen = new Set<string>();
  return digestChannelsIn(value).flatMap(({ path, name }) => {
    const place = `${path.replace(/\[\d+\]$/, "")} ${JSON.stringify(name)}`;
    const isKnown = seen.has(place);
    seen.add(place);
    return isKnown ? [{ path, problem: "is named before it already" }] : [];
  });
}

function editionsNamedTwice(value: unknown): readonly Refusal[] {
  const seen = new Set<string>();
  return itemsOf(isObject(value) ? value.digest : undefined, "editions").flatMap((edition, i) => {
    const of = isObject(edition) ? editionKinds.map((kind) => [kind, edition[kind]]).filter(([, name]) => name) : [];
    const key = JSON.stringify(of);
    if (of.length !== 1) return [];
    const isKnown = seen.has(key);
    seen.add(key);
    const problem = "is of the same as an edition before it: name its channels there";
    return isKnown ? [{ path: `digest.editions[${i}]`, problem }] : [];
  });
}
