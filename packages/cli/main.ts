import { runCommandLine } from "./command-line.ts";

// Leaving by `exit` lets what was started here, a DynamoDB above all, be stopped on the way out; a signal alone would not.
let interrupt = () => process.exit(130);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    const act = interrupt;
    // Who asks twice does not want to wait.
    interrupt = () => process.exit(130);
    act();
  });
}

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  interrupted: (act) => {
    interrupt = () => {
      act();
      return undefined as never;
    };
  },
});
