/** The two things that the `sst` command bundles, with the same options: the configuration, and each function. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { type MetricName, metricNames } from "@tocsin/lambda/deployment/metrics";
import { build, type Metafile, type Plugin } from "esbuild";
import { functionBuild, requireBanner, type SstBuildSettings } from "./function-build.ts";
import { platformDirectory, providerLock, root } from "./platform.ts";

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

export interface FunctionBundle {
  readonly handler: string;
  /** Relative to the repository. */
  readonly bundle: string;
  readonly bytes: number;
  /** The SDK's commands that it contains, as `dynamodb:PutItem`. */
  readonly commands: readonly string[];
  /** The modules of Node that it loads at its start. */
  readonly loads: readonly string[];
  /** The packages of npm whose code it contains. */
  readonly packages: readonly string[];
  /** The metrics that it counts. */
  readonly counts: readonly MetricName[];
}

/**
 * Every file of `functions/` as `sst deploy` bundles it, each to a directory of its own; in one go, since they share most of
 * what has to be parsed.
 */
export async function bundleFunctions(
  settings: SstBuildSettings,
  directory: string,
): Promise<readonly FunctionBundle[]> {
  const files = (await readdir(join(root, "functions"))).filter((file) => file.endsWith(".ts"));
  const { metafile } = await build({
    ...(await functionBuild(settings)),
    entryPoints: files.map((file) => join("functions", file)),
    outdir: directory,
    entryNames: "[name]/bundle",
    logLevel: "silent",
    metafile: true,
  });
  const bundles = Object.entries(metafile.outputs).map(async ([bundle, output]) => ({
    handler: output.entryPoint?.replace(/\.ts$/, ".handler") ?? "",
    bundle,
    bytes: output.bytes,
    commands: commandsIn(output),
    loads: output.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path),
    packages: packagesIn(output),
    counts: countsIn(await readFile(join(root, bundle), "utf8")),
  }));
  return Promise.all(bundles);
}

/** Each metric that is the first argument of a call, which the bundler may rename: `count("events", …)`. */
const countsIn = (bundle: string): readonly MetricName[] =>
  metricNames.filter((name) => bundle.includes(`("${name}",`));

/** Not bundled but called, by the file that calls it: docs/adr/0004. */
const calledByRuntime: Readonly<Record<string, readonly string[]>> = {
  "packages/lambda/runtime/runtime-sdk.ts": ["sqs:SendMessage"],
  "packages/lambda/runtime/runtime-security-hub.ts": [
    "securityhub:BatchImportFindings",
    "securityhub:BatchUpdateFindings",
  ],
  "packages/lambda/runtime/runtime-guardduty.ts": ["guardduty:ArchiveFindings", "guardduty:ListDetectors"],
  "packages/lambda/runtime/runtime-ses.ts": ["sesv2:SendEmail"],
  "packages/lambda/runtime/runtime-kms.ts": ["kms:GenerateMac"],
  "packages/lambda/runtime/runtime-sns.ts": ["sns:Publish"],
  "packages/lambda/runtime/runtime-secrets.ts": ["secretsmanager:GetSecretValue", "ssm:GetParameter"],
};

/** By the innermost directory that npm has put each module into. */
function packagesIn({ inputs }: Metafile["outputs"][string]): readonly string[] {
  const contained = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(contained.flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []))];
}

/** A service whose actions do not begin with the name of its client. */
const prefixes: Readonly<Record<string, string>> = { "pinpoint-sms-voice-v2": "sms-voice" };

/** Each command of the SDK is a module of its own, which the bundler leaves out where nothing uses it. */
function commandsIn({ inputs }: Metafile["outputs"][string]): readonly string[] {
  const commands = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
    if (bytesInOutput === 0) return [];
    const ofRuntime = calledByRuntime[path];
    if (ofRuntime !== undefined) return ofRuntime;
    const [, client, command] = /@aws-sdk\/client-([a-z0-9-]+)\/.*\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
    return client === undefined ? [] : [`${prefixes[client] ?? client.replaceAll("-", "")}:${command}`];
  });
  return [...new Set(commands)].sort();
}
