import { runCommandLine } from "./command-line.ts";
import { exitCodes, type Terminal } from "./output/terminal.ts";

// Who has read enough closes the pipe, as `head` does; that is no error. What does more than print goes on to its end.
const [command] = process.argv.slice(2);
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

/**
 * Leaving by `exit` lets what was started here, a DynamoDB above all, be stopped on the way out; a signal alone would not.
 * Who asks twice does not want to wait for more.
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
