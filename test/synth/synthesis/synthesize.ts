/**
 * Executes the genuine `sst.config.ts` and `infra/` with SST's components, for one stage: no AWS account, no Pulumi program, no
 * network. Pulumi's mocks stand in for the cloud, and a small server for the `sst` command, which the components call to have
 * functions bundled. One process for one stage, since SST keeps its state in modules.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { dnsSuffixOf, partitionOf } from "@tocsin/core/event/arn";
import { type Config, readConfig } from "@tocsin/infra/config";
import { bundleConfig, bundleFunctions, type FunctionBundle } from "./bundles.ts";
import type { SstBuildSettings } from "./function-build.ts";
import { type Cloud, mockCloud, type Noted, type Resource, securityAccount } from "./mock-cloud.ts";
import { makeDirectory, once } from "./once.ts";
import { platformDirectory, root } from "./platform.ts";

export interface Synthesis {
  /** What was synthesized. */
  readonly stage: string;
  readonly config: Config;
  /** What the provider tags everything with that can be tagged. */
  readonly defaultTags: Readonly<Record<string, string>>;
  /** What the deployment says of its version, in its state. */
  readonly release: unknown;
  readonly resources: readonly Resource[];
  readonly functions: readonly (Omit<FunctionBundle, "bundle"> & { readonly name: string })[];
}

/** Of the configuration that `TOCSIN_CONFIG` names. @throws Error saying what is wrong in it or in `infra/`. */
async function synthesize(stage: string): Promise<Synthesis> {
  const config = readConfig();
  const work = await makeDirectory(`${stage}-`);
  const bundles = new Map<string, FunctionBundle>();
  const server = await startCommandServer(work, bundles);
  try {
    const made: Noted[] = [];
    const { registered, defaultTags, release } = await execute(stage, work, (region) =>
      mockCloud(cloudIn(region), (resource) => {
        made.push(resource);
      }),
    );
    const resources = made.map((resource) => ({ ...resource, ...registrationOf(resource, registered) }));
    const byName = (a: Resource, b: Resource) => compare(addressOf(a), addressOf(b));
    return {
      stage,
      config,
      defaultTags,
      release,
      resources: resources.sort(byName),
      functions: functionsOf(resources, bundles),
    };
  } finally {
    server.close();
    await rm(work, { recursive: true, force: true });
  }
}

function cloudIn(region: string): Cloud {
  const partition = partitionOf(region);
  return { partition, dnsSuffix: dnsSuffixOf(partition), region, account: securityAccount };
}

/** Runs the configuration as `sst deploy` does, and waits until every resource has been asked for. */
async function execute(
  stage: string,
  work: string,
  mocksFor: (region: string) => pulumi.runtime.Mocks,
): Promise<Executed> {
  const app = { name: "", stage };
  Object.assign(globalThis, {
    $app: app,
    $dev: false,
    $cli: { command: "deploy", dev: false, paths: { home: work, root, work, platform: platformDirectory }, state: {} },
  });
  const outfile = await once("config", work, async (directory) => {
    const file = join(directory, "sst.config.mjs");
    await bundleConfig(file);
    return file;
  });
  const config: SstConfig = await import(pathToFileURL(outfile).href);
  const settings = await config.app({ stage });
  Object.assign(app, settings);
  await pulumi.runtime.setMocks(mocksFor(settings.providers.aws.region), settings.name, stage, false);
  const registered = noteRegistrations();
  const outputs = await pulumi.runtime.runInPulumiStack(() => config.run());
  await pulumi.runtime.disconnect();
  return { registered, release: outputs?.release, defaultTags: settings.providers.aws.defaultTags.tags };
}

interface Executed {
  readonly registered: Registrations;
  readonly release: unknown;
  readonly defaultTags: Synthesis["defaultTags"];
}

/** By address, what a resource is part of, and whether it is to stay when it is removed. */
type Registrations = ReadonlyMap<string, Pick<Resource, "isKept" | "place">>;

function registrationOf(resource: Noted, registered: Registrations): Pick<Resource, "isKept" | "place"> {
  const found = registered.get(addressOf(resource));
  if (found === undefined) throw new Error(`${addressOf(resource)} was made and not registered`);
  return found;
}

/** Fills as resources are registered: the mocks' monitor hears of it, the mocks do not. */
function noteRegistrations(): Registrations {
  const monitor = pulumi.runtime.getMonitor();
  if (!(monitor instanceof MockMonitor)) throw new TypeError("Pulumi does not run under its mocks");
  const registered = new Map<string, Pick<Resource, "isKept" | "place">>();
  /** By URN; the stack itself is in no type. */
  const types = new Map<string, string>();
  Object.assign(monitor, {
    registerResource(request: Registration, callback: (error: unknown, response: Registered) => void) {
      const [type, name] = [request.getType(), request.getName()];
      const parent = types.get(request.getParent());
      const path = parent === undefined ? type : `${parent}$${type}`;
      const isKept = request.getRetainondelete();
      registered.set(addressOf({ type, name }), { place: `${path}::${name}`, isKept });
      return MockMonitor.prototype.registerResource.call(monitor, request, (error: unknown, response: Registered) => {
        if (!error && type !== "pulumi:pulumi:Stack") types.set(response.getUrn(), path);
        callback(error, response);
      });
    },
  });
  return registered;
}

interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getRetainondelete(): boolean;
}

interface Registered {
  getUrn(): string;
}

const addressOf = ({ type, name }: Pick<Resource, "type" | "name">): string => `${type} ${name}`;

interface SstConfig {
  app(input: { readonly stage: string }): Promise<{
    name: string;
    providers: { aws: { region: string; defaultTags: { tags: Synthesis["defaultTags"] } } };
  }>;
  run(): Promise<Record<string, unknown>>;
}

/** Answers what the components ask of the `sst` command: JSON-RPC over HTTP, at `SST_SERVER`. */
async function startCommandServer(work: string, bundles: Map<string, FunctionBundle>): Promise<Server> {
  /** One build for all functions that are built alike. */
  const builds: Record<string, Promise<readonly FunctionBundle[]>> = {};
  const server = createServer(async (request, response) => {
    const { method, params } = JSON.parse(await text(request));
    const answer = await call(method, params[0]).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: String(error) }),
    );
    response.setHeader("connection", "close").end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.SST_SERVER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;

  async function call(method: string, { functionID, handler, properties = {} }: BuildRequest): Promise<unknown> {
    if (method === "Provider.Aws.Bootstrap") return { asset: "sst-asset", state: "sst-state" };
    if (method !== "Runtime.Build") throw new Error(`rpc: can't find method ${method}`);
    const options = JSON.stringify(properties);
    builds[options] ??= once(options, join(work, "functions"), (directory) => bundleFunctions(properties, directory));
    const built = (await builds[options]).find((bundle) => bundle.handler === handler);
    if (built === undefined) throw new Error(`there is no handler ${handler}`);
    bundles.set(functionID, built);
    const out = join(root, dirname(built.bundle));
    return { handler: `bundle${extname(handler)}`, out, errors: [], sourcemaps: [] };
  }
}

/** What the component of one function sends. */
interface BuildRequest {
  readonly functionID: string;
  readonly handler: string;
  readonly properties?: SstBuildSettings;
}

function functionsOf(resources: readonly Resource[], bundles: ReadonlyMap<string, FunctionBundle>) {
  return [...bundles]
    .map(([id, { bundle: _bundle, ...built }]) => {
      const made = resources.find(
        ({ type, name }) => type === "aws:lambda/function:Function" && name === `${id}Function`,
      );
      return { name: String(made?.inputs.name ?? id), ...built };
    })
    .sort((a, b) => compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

if (import.meta.main) {
  const { values } = parseArgs({
    options: { stage: { type: "string" }, json: { type: "string" } },
  });
  if (values.stage === undefined || values.json === undefined) throw new Error("--stage and --json are needed");
  const { stage } = values;
  const key = JSON.stringify([stage, readConfig()]);
  const synthesis = await once(key, root, () => synthesize(stage));
  await mkdir(dirname(values.json), { recursive: true });
  await writeFile(values.json, `${JSON.stringify(synthesis, null, 2)}\n`);
}
