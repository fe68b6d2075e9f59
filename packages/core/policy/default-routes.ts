/**
 * Where a policy has no routes, what is HIGH or worse goes to every channel, as soon as its urgency says, and the rest waits for the
 * digest. Of what any account can report of itself, nobody is notified.
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
