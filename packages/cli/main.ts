import { runCommandLine } from "./command-line.ts";
import { exitCodes, type Terminal } from "./output/terminal.ts";

const [command] = process.argv.slice(2);

// What a run keeps is its owner's alone, also what the servers write that it starts.
if (command === "run") process.umask(0o077);

// A reader that has enough closes the pipe, as `head` does; that is no error. A run, which does more than print, goes on to its end.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.exit(exitCodes.failed);
  if (command !== "run") process.exit(exitCodes.ok);
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  interrupted: signals(),
});

// What an interrupted run did not read must not keep the process.
if (process.exitCode === exitCodes.interrupted) process.stdin.destroy();

/**
 * A signal ends the process by `exit`, so that what it started, a DynamoDB above all, is stopped on the way out. A second signal does
 * not wait for the command to finish its work.
 */
function signals(): Terminal["interrupted"] {
  const leave = () => process.exit(exitCodes.interrupted);
  let next: () => void = leave;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      const act = next;
      next = leave;
      act();
    });
  }
  return (act) => {
    next = act;
  };
}
