/** Finds a DynamoDB for the embedded stack, or starts one: dynoxide, a binary that npm brings for the platform. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, statSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type DatabaseFile, databaseFile, openStreamRecords, remove, type StreamRecords } from "./dynamodb-file.ts";

export interface LocalDynamodb {
  readonly endpoint: string;
  /** Whether it was started here. */
  readonly isOwn: boolean;
  /** Whether it answers within a second, whatever it answers. */
  isAnswering(): Promise<boolean>;
  /** The records of the tables' streams; nothing for a DynamoDB that ran already, or that keeps them in an unknown way. */
  readonly streamRecords: StreamRecords | undefined;
  stop(): Promise<void>;
}

export interface DynamodbOptions {
  /** A DynamoDB that already runs; it is left running. */
  readonly endpoint?: string | undefined;
  /** Where dynoxide keeps its database; left out, it is removed when the server stops. */
  readonly databaseFile?: string | undefined;
  /** The directories to look for `dynoxide` in when npm brought none. */
  readonly searchPath: string;
  /** Finds a file of an npm package, or throws; left out, among what is installed here. */
  readonly resolve?: ((file: string) => string) | undefined;
}

const START_TIMEOUT_MILLISECONDS = 15_000;

/** @throws Error saying how to get a DynamoDB when none can be found, or why the one found did not start. */
export async function startDynamodb({
  endpoint,
  databaseFile: kept,
  searchPath,
  resolve = createRequire(import.meta.url).resolve,
}: DynamodbOptions): Promise<LocalDynamodb> {
  if (endpoint !== undefined)
    return {
      endpoint,
      isOwn: false,
      isAnswering: () => answers(endpoint),
      streamRecords: undefined,
      stop: async () => {},
    };
  const binary = findDynoxide(searchPath, resolve);
  const port = await freePort();
  const database = databaseFile(kept);
  const child = spawn(binary, ["serve", "--host", "127.0.0.1", "--port", String(port), "--db-path", database.path], {
    stdio: ["ignore", "ignore", "pipe"],
    // In a process group of its own: an interrupt at the terminal is meant for this process, which still needs it to finish.
    detached: true,
  });
  const started = `http://127.0.0.1:${port}`;
  // This process may exit without stopping it, or be killed; the server must not outlive it and hold its database.
  const kill = () => {
    child.kill("SIGKILL");
    remove(database);
  };
  const unbind = endWithThisProcess(child, database);
  process.once("exit", kill);
  let records: StreamRecords | undefined;
  try {
    await ready(child, started, binary);
    records = openStreamRecords(database);
  } catch (error) {
    process.off("exit", kill);
    kill();
    unbind();
    throw error;
  }
  return {
    endpoint: started,
    isOwn: true,
    isAnswering: () => answers(started),
    streamRecords: records,
    async stop() {
      process.off("exit", kill);
      records?.close();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      remove(database);
      unbind();
    },
  };
}

/**
 * Ends `child` when this process is killed. A killed process cannot do it, but the system closes its pipes: a shell waits for one
 * of them to close, then ends `child` and removes what was temporary. Gives a function that ends the shell. Windows has no such
 * shell; there `child` outlives a parent that is killed.
 */
function endWithThisProcess(child: ChildProcess, { temporaryDirectory = "" }: DatabaseFile): () => void {
  const { pid } = child;
  if (pid === undefined || process.platform === "win32") return () => {};
  // A line means that the child has ended. Its process id may then belong to another process, and must not be killed.
  const script = 'if read -r _; then read -r _; else kill -9 "$0"; fi; [ -z "$1" ] || rm -rf -- "$1"';
  const watch = spawn("/bin/sh", ["-c", script, String(pid), temporaryDirectory], {
    stdio: ["pipe", "ignore", "ignore"],
    // It must outlive an interrupt at the terminal, as the child does.
    detached: true,
  });
  // Where there is no shell, DynamoDB is used without it.
  watch.on("error", () => {});
  watch.stdin.on("error", () => {});
  watch.unref();
  child.once("exit", () => watch.stdin.write("ended\n"));
  return () => watch.stdin.end();
}

function findDynoxide(searchPath: string, resolve: (file: string) => string): string {
  const name = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  const packageName = `@dynoxide/${process.platform}-${process.arch}`;
  const candidates = [
    ...packaged(packageName, name, resolve),
    // An empty entry would mean the working directory, from which nothing may be run unasked.
    ...searchPath.split(delimiter).flatMap((directory) => (directory === "" ? [] : [join(directory, name)])),
  ];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `no DynamoDB for the embedded stack: npm has installed no ${packageName}, and there is no ${name} on the PATH. ` +
      "Install dynoxide (https://dynoxide.dev) so that it is on the PATH, or run any DynamoDB and name it with --dynamodb-endpoint.",
  );
}

function packaged(packageName: string, name: string, resolve: (file: string) => string): readonly string[] {
  try {
    return [join(dirname(resolve(`${packageName}/package.json`)), name)];
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    // A directory counts as executable too, for a user who may enter it.
    return statSync(file).isFile();
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
  const ended = new Promise<never>((_, reject) => {
    child.once("error", (error) => reject(new Error(`${binary} cannot be run: ${error.message}`, { cause: error })));
    // At "close" all that it wrote has been read.
    child.once("close", (code, signal) =>
      reject(new Error(`${binary} ended with ${code ?? signal}: ${complaint.trim()}`)),
    );
  });
  // A server that ends later, when it is stopped, is no failure to start.
  ended.catch(() => {});
  const deadline = performance.now() + START_TIMEOUT_MILLISECONDS;
  while (performance.now() < deadline) {
    if (await Promise.race([answers(endpoint), ended])) return;
    await Promise.race([setTimeout(20), ended]);
  }
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
