/** Reasons to refuse channels, and the monitor of the heartbeat, whose settings are well-formed by themselves. */
import { isObject } from "../../text/json.ts";
import { parse, type Refusal } from "../../text/parse.ts";
import { isSecretOf, referencesIn } from "../secret-reference.ts";
import { problemOfWrittenUrl } from "../webhook-url.ts";
import { callbackKinds, callbackOf, pollKinds, pollOf } from "./callbacks.ts";
import { channelKinds, channelSchema, declaredChannels } from "./declared-channels.ts";
import { heartbeatSchema } from "./receiver.ts";

export function problemsOfChannels(value: unknown): readonly Refusal[] {
  const { channels, heartbeat }: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  return [
    ...Object.entries(isObject(channels) ? channels : {}).map(
      ([name, given]) => [`channels.${name}`, parse(channelSchema, given)] as const,
    ),
    ["heartbeat", parse(heartbeatSchema, heartbeat)] as const,
  ].flatMap(([path, settings]) =>
    settings.ok && "allowPrivateAddresses" in settings.value ? problemsOfReceiver(path, settings.value) : [],
  );
}

/** Whose the secrets are whose names begin so and with a slash, and who that is for people. */
export const secretOwners: readonly (readonly [begin: string, whose: string])[] = [
  ...channelKinds
    .filter((kind) => declaredChannels[kind].readsSecrets === "own")
    .map((kind) => [kind, `channels of the type ${kind}`] as const),
  ...callbackKinds.map((kind) => [callbackOf(kind), `what ${callbackOf(kind)} is sent`] as const),
  ...pollKinds.map((kind) => [pollOf(kind), `what ${pollOf(kind)} reads`] as const),
];

/**
 * For settings that are sent to a receiver that the policy's author chooses: the author must not have the secret of another kind of channel
 * sent there.
 */
function problemsOfReceiver(
  path: string,
  settings: { readonly url: string; readonly allowPrivateAddresses: boolean },
): readonly Refusal[] {
  const problem = problemOfWrittenUrl(settings.url, settings.allowPrivateAddresses);
  const foreign = referencesIn(settings).flatMap((reference) => {
    const owner = secretOwners.find(([kind]) => isSecretOf(kind, reference));
    return owner === undefined ? [] : [{ path, problem: `names ${reference}, which is for ${owner[1]} alone` }];
  });
  return [...(problem === undefined ? [] : [{ path: `${path}.url`, problem }]), ...foreign];
}
