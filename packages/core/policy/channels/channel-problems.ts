/** For what a policy is refused that names channels, and a monitor for the heartbeat, whose settings are well-formed by themselves. */
import { isObject } from "../../text/json.ts";
import { parse, type Refusal } from "../../text/parse.ts";
import type { HeartbeatConfig } from "../policy.ts";
import { isSecretOf, referencesIn } from "../secret-reference.ts";
import { problemOfWrittenUrl } from "../webhook-url.ts";
import { channelKinds, channelSchema, declaredChannels } from "./declared-channels.ts";
import { heartbeatSchema } from "./receiver.ts";

export function problemsOfChannels(value: unknown): readonly Refusal[] {
  const written = isObject(value) && isObject(value.channels) ? Object.entries(value.channels) : [];
  const channels = written.flatMap(([name, given]) => {
    const channel = parse(channelSchema, given);
    return channel.ok ? [{ path: `channels.${name}`, settings: channel.value }] : [];
  });
  const heartbeat = parse(heartbeatSchema, isObject(value) ? value.heartbeat : undefined);
  return [
    ...channels.flatMap(({ path, settings }) =>
      settings.type === "webhook" ? problemsOfReceiver(path, settings) : [],
    ),
    ...(heartbeat.ok ? problemsOfReceiver("heartbeat", heartbeat.value) : []),
  ];
}

function problemsOfReceiver(path: string, settings: HeartbeatConfig): readonly Refusal[] {
  const problem = problemOfWrittenUrl(settings.url, settings.allowPrivateAddresses);
  return [...(problem === undefined ? [] : [{ path: `${path}.url`, problem }]), ...foreignSecrets(path, settings)];
}

/** Whoever writes a policy must not have the secret of one kind of channel sent to a receiver of another. */
function foreignSecrets(path: string, settings: object): readonly Refusal[] {
  return referencesIn(settings).flatMap((reference) => {
    const owner = channelKinds.find(
      (kind) => declaredChannels[kind].readsSecrets === "own" && isSecretOf(kind, reference),
    );
    const problem = `refers to ${reference}, and what begins with ${owner}/ is for channels of the type ${owner} alone`;
    return owner === undefined ? [] : [{ path, problem }];
  });
}
