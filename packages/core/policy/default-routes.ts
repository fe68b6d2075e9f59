/**
 * If a policy has no routes, alerts that are HIGH or worse go to every channel, as soon as their urgency says, and the rest waits for the
 * digest. Nobody is notified of what any account can report about itself.
 */
export function defaultRoutes(channels: readonly string[]) {
  if (channels.length === 0) return [];
  return [
    {
      name: "what is high or critical",
      match: { severity: ["HIGH", "CRITICAL"], condition: [{ "anything-but": ["image-vulnerability"] }] },
      channels: [...channels],
    },
  ];
}
