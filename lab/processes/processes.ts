/** The `tocsin` command in a process of its own, so that an experiment can kill it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../packages/cli/main.ts", import.meta.url));
/** What `tocsin.mjs` gives the command, so that only the first process compiles it. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/tocsin", import.meta.url));

export interface CommandProcess {
  /** Waits until standard output holds `text`. @throws Error when the process ends without it. */
  shows(text: string): Promise<void>;
  /** What Ctrl-C does. */
  interrupt(): void;
  /** What `head` does when it has enough. */
  stopReading(): void;
  /** `kill -9`; waits until the process is gone. */
  kill(): Promise<void>;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
}

export function startCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  {
    cwd,
    input = "",
    nodeOptions = [],
  }: { readonly cwd?: string; readonly input?: string; readonly nodeOptions?: readonly string[] } = {},
): CommandProcess {
  const child = spawn(process.execPath, [...nodeOptions, main, ...args], {
    cwd,
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...environment },
  });
  child.stdin.end(input);
  const said = { stdout: "", stderr: "" };
  let check = () => {};
  child.stdout.on("data", (chunk: Buffer) => {
    said.stdout += chunk;
    check();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said.stderr += chunk;
  });
  const ended = once(child, "close").then(([exitCode]) => ({ exitCode, ...said }));
  return {
    ended,
    interrupt: () => void child.kill("SIGINT"),
    stopReading: () => void child.stdout.destroy(),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    shows: (text) =>
      new Promise((resolve, reject) => {
        check = () => said.stdout.includes(text) && resolve();
        check();
        ended.then(() => reject(new Error(`it ended without ${text}: ${said.stdout}${said.stderr}`)), reject);
      }),
  };
}

/** A port that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the system gave no port");
  return address.port;
}
