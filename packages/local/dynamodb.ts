/** Finds a DynamoDB for the embedded stack, or starts one: dynoxide, a binary that npm brings for the platform. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";

export interface LocalDynamodb {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface DynamodbOptions {
  /** A DynamoDB that already runs; it is left running. */
  readonly endpoint?: string | undefined;
  /** Where dynoxide keeps its database; left out, it lives in memory. */
  readonly databaseFile?: string | undefined;
  /** The directories to look for `dynoxide` in when npm brought none. */
  readonly searchPath: string;
}

const START_TIMEOUT_MILLISECONDS = 15_000;

/** @throws Error saying how to get a DynamoDB when none can be found, or why the one found did not start. */
export async function startDynamodb({ endpoint, databaseFile, searchPath }: DynamodbOptions): Promise<LocalDynamodb> {
  if (endpoint !== undefined) return { endpoint, stop: async () => {} };
  const binary = findDynoxide(searchPath);
  const port = await freePort();
  const database = databaseFile === undefined ? [] : ["--db-path", databaseFile];
  const child = spawn(binary, ["serve", "--host", "127.0.0.1", "--port", String(port), ...database], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const started = `http://127.0.0.1:${port}`;
  // The parent may die without saying so; the server must not outlive it.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  await ready(child, started, binary);
  return {
    endpoint: started,
    async stop() {
      process.off("exit", kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function findDynoxide(searchPath: string): string {
  const name = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  const packageName = `@dynoxide/${process.platform}-${process.arch}`;
  const candidates = [
    ...packaged(packageName, name),
    ...searchPath.split(delimiter).map((directory) => join(directory, name)),
  ];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `no DynamoDB for the embedded stack: npm has installed no ${packageName}, and there is no ${name} on the PATH. ` +
      "Install dynoxide (https://dynoxide.dev) so that it is on the PATH, or run any DynamoDB and name it with --dynamodb-endpoint.",
  );
}

function packaged(packageName: string, name: string): readonly string[] {
  try {
    return [join(dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), name)];
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}

async function ready(child: ChildProcess, endpoint: string, binary: string): Promise<void> {
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  const deadline = performance.now() + START_TIMEOUT_MILLISECONDS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${binary} ended with ${child.exitCode}: ${complaint.trim()}`);
    if (await Promise.race([answers(endpoint), failed])) return;
    await setTimeout(20);
  }
  child.kill("SIGKILL");
  throw new Error(`${binary} did not answer within ${START_TIMEOUT_MILLISECONDS / 1000} s: ${complaint.trim()}`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
    return true;
  } catch {
    return false;
  }
}
