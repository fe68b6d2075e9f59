/** The two things that the `sst` command bundles, with the same options: the configuration, and each function. */
import { mkdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { platformDirectory, providerLock, root } from "./platform.ts";

const requireBanner = `import { createRequire as makeRequire } from "node:module";
const require = makeRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

/** `sst.config.ts` and `infra/` as `sst deploy` compiles them (pkg/js/js.go of SST). */
export async function bundleConfig(outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: `import { run as go } from ${JSON.stringify(join(platformDirectory, "src/auto/run.ts"))};
        import config from ${JSON.stringify(join(root, "sst.config.ts"))};
        export const app = (input) => config.app(input);
        export const run = () => go(config.run);`,
      resolveDir: root,
      loader: "ts",
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    banner: { js: requireBanner },
    nodePaths: [join(platformDirectory, "node_modules")],
    inject: [join(platformDirectory, "src/shim/run.js")],
    external: [
      "@pulumi/*",
      "@pulumiverse/*",
      "@sst-provider/*",
      "@aws-sdk/*",
      "esbuild",
      "archiver",
      "glob",
      "undici",
      "vite",
    ],
    plugins: [await withGlobals()],
    logLevel: "error",
  });
}

/** What is written as a global in the configuration is imported at the head of each of its files. */
async function withGlobals(): Promise<Plugin> {
  const providers: readonly { alias: string; package: string }[] = JSON.parse(await readFile(providerLock, "utf8"));
  const globals = [
    ...providers.map(({ alias, package: name }) => `import * as ${alias} from ${JSON.stringify(name)};`),
    `import * as sst from ${JSON.stringify(join(platformDirectory, "src/components"))};`,
  ].join("\n");
  return {
    name: "globals",
    setup({ onLoad }) {
      onLoad({ filter: /\.(js|ts)$/ }, async ({ path }) => {
        if (path.startsWith(platformDirectory)) return undefined;
        const source = await readFile(path, "utf8");
        return { contents: `${globals}\n${source}`, loader: extname(path) === ".ts" ? "ts" : "js" };
      });
    },
  };
}

/** What SST's component asks the command for. */
export interface BuildRequest {
  readonly functionID: string;
  readonly handler: string;
  readonly properties?: {
    readonly minify?: boolean;
    readonly esbuild?: { readonly keepNames?: boolean };
  };
}

export interface FunctionBundle {
  readonly handler: string;
  /** Relative to the repository. */
  readonly bundle: string;
  readonly bytes: number;
}

/** A function as `sst deploy` bundles it (pkg/runtime/node/build.go of SST), in a directory of its own. */
export async function bundleFunction(
  { handler, properties }: BuildRequest,
  directory: string,
): Promise<FunctionBundle> {
  await mkdir(directory, { recursive: true });
  const outfile = join(directory, "bundle.mjs");
  await build({
    entryPoints: [join(root, handler.replace(/\.\w+$/, ".ts"))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2024",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native"],
    banner: { js: requireBanner },
    // What SST takes where nothing is said.
    minify: properties?.minify ?? false,
    keepNames: properties?.esbuild?.keepNames ?? true,
    logLevel: "silent",
  });
  return { handler, bundle: relative(root, outfile), bytes: (await stat(outfile)).size };
}
