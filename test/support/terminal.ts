import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "../../packages/cli/command-line.ts";

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, as its `main` does, with `stdin` for its standard input. */
export async function tocsin(args: readonly string[], stdin = ""): Promise<Finished> {
  const { finished } = startTocsin(args, stdin);
  return finished;
}

/** The same with somebody at the terminal, who types these lines and then Ctrl-D. */
export async function tocsinAsking(args: readonly string[], lines: readonly string[]): Promise<Finished> {
  const { finished } = startTocsin(args, lines.map((line) => `${line}\n`).join(""), { asks: true });
  return finished;
}

/** The same, printing to a terminal of so many columns. */
export async function tocsinOn(columns: number, args: readonly string[]): Promise<Finished> {
  const { finished } = startTocsin(args, "", { columns });
  return finished;
}

export interface Running {
  readonly finished: Promise<Finished>;
  /** What Ctrl-C does. */
  interrupt(): void;
  /** Waits until standard output holds `text`. */
  shows(text: string): Promise<void>;
  output(): string;
}

/** @param terminal whether somebody can be asked, and how wide what is printed to is; left out, neither is a terminal. */
export function startTocsin(
  args: readonly string[],
  stdin = "",
  { asks = false, columns }: { readonly asks?: boolean; readonly columns?: number } = {},
): Running {
  let stdout = "";
  let stderr = "";
  let interrupt = () => {};
  let check = () => {};
  const finished = runCommandLine(args, {
    stdin: Object.assign(
      (async function* () {
        yield Buffer.from(stdin);
      })(),
      { isTTY: asks },
    ),
    stdout: {
      isTTY: columns !== undefined,
      columns,
      write: (text) => {
        stdout += text;
        check();
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    environment: { ...process.env, NO_COLOR: "1" },
    interrupted: (act) => {
      interrupt = act;
    },
  }).then((exitCode) => ({ exitCode, stdout, stderr }));
  return {
    finished,
    interrupt: () => interrupt(),
    output: () => stdout,
    shows: (text) =>
      new Promise((resolve, reject) => {
        check = () => {
          if (stdout.includes(text)) resolve();
        };
        check();
        finished.then(() => reject(new Error(`it ended without showing ${text}: ${stdout}${stderr}`)), reject);
      }),
  };
}

/** Calls back with an empty directory, which is gone afterwards. */
export async function inDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "tocsin-"));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
