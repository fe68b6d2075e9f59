/** How `sst deploy` has esbuild bundle a function (pkg/runtime/node/build.go of SST), for the synthesis and the benchmark. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildOptions, Plugin } from "esbuild";
import { root } from "./platform.ts";

/** What SST's component takes as `nodejs`, and sends to the `sst` command. */
export interface SstBuildSettings {
  readonly minify?: boolean;
  /** A module, relative to `sst.config.ts`, whose default export is a list of plugins. */
  readonly plugins?: string;
  readonly esbuild?: { readonly keepNames?: boolean };
}

export const requireBanner = `import { createRequire as makeRequire } from "node:module";
const require = makeRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`;

/** All options but what is bundled, and where to. */
export async function functionBuild({ minify = false, plugins, esbuild = {} }: SstBuildSettings) {
  return {
    absWorkingDir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2024",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native"],
    banner: { js: requireBanner },
    minify,
    keepNames: esbuild.keepNames ?? true,
    plugins: plugins === undefined ? [] : await pluginsIn(plugins),
  } satisfies BuildOptions;
}

async function pluginsIn(module: string): Promise<Plugin[]> {
  const { default: plugins }: { readonly default: Plugin[] } = await import(pathToFileURL(join(root, module)).href);
  return plugins;
}
