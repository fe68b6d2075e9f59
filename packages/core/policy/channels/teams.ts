import { declareChannel, ownSecretField } from "./channel-declaration.ts";

export const teamsChannel = declareChannel(
  "teams",
  { url: ownSecretField("teams", "the workflow's URL") },
  { readsSecrets: "own", takesDigest: true },
);
