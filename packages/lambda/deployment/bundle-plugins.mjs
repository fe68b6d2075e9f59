/**
 * The plugins that esbuild is given when a function is bundled. It is JavaScript, since `sst` loads it with whatever Node is on
 * the path.
 */
import { fileURLToPath } from "node:url";

/** Modules of the SDK, and what of ours a bundle has in place of each. */
const replaced = new Map(
  [
    ["@aws-sdk/credential-provider-node", "../runtime/environment-credentials.ts"],
    ["@aws-sdk/endpoint-cache", "../runtime/no-endpoint-cache.ts"],
    ["@smithy/core/event-streams", "../runtime/no-event-streams.ts"],
  ].map(([path, ours]) => [path, fileURLToPath(new URL(ours, import.meta.url))]),
);

export default [
  {
    name: "replaced-modules",
    setup({ onResolve }) {
      // SST 4.17 asks a plugin for every path, and tries the filter against none of them: only these are taken of what it is asked.
      onResolve({ filter: /.*/ }, ({ path }) => (replaced.has(path) ? { path: replaced.get(path) } : undefined));
    },
  },
];
