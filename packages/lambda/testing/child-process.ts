/** Runs a module in a Node.js of its own, for the tests of what a function prints or loads. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs an ES module's text. Gives what it wrote, by line. @throws Error when it ends with another code than 0. */
export async function runScript(script: string, environment: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", script],
    { cwd: import.meta.dirname, env: { ...process.env, ...environment } },
  );
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  return { stdout: lines(stdout), stderr: lines(stderr) };
}
