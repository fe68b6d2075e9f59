/**
 * The plugins that esbuild is given when a function is bundled. It is JavaScript, since `sst` loads it with whatever Node is on
 * the path.
 */
import { fileURLToPath } from "node:url";

const environmentCredentials = fileURLToPath(new URL("../runtime/environment-credentials.ts", import.meta.url));

export default [
  {
    name: "environment-credentials",
    setup({ onResolve }) {
      // SST 4.17 asks a plugin for every path, and tries the filter against none of them: only this one takes what it is asked.
      onResolve({ filter: /.*/ }, ({ path }) =>
        path === "@aws-sdk/credential-provider-node" ? { path: environmentCredentials } : undefined,
      );
    },
  },
];
