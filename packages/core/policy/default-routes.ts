/**
 * Where a policy has no routes, what is urgent goes to every channel and the rest waits for the digest. Vulnerabilities come by the
 * hundred, so of them only those page that are critical and have a known exploit; of what any account can report of itself, none.
 */
export function defaultRoutes(channels: readonly string[]) {
  return [
    {
      name: "what is high or critical",
      match: {
        severity: ["HIGH", "CRITICAL"],
        condition: [{ "anything-but": ["vulnerability", "image-vulnerability"] }],
      },
      channels: [...channels],
    },
    {
      name: "critical vulnerabilities with a known exploit",
      match: { severity: ["CRITICAL"], condition: ["vulnerability"], attributes: { exploitAvailable: ["YES"] } },
      channels: [...channels],
    },
  ];
}
