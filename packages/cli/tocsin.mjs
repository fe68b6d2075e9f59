#!/usr/bin/env node
// Runs the command on the Node that npm installed with it, whichever Node the machine has. It is plain JavaScript because an
// older Node could not read the rest.
import { spawn } from "node:child_process";
// A name that this module lacks, as it does on Node 20, would be an error in an import of names.
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
// What Node compiles is kept here, so that only the first start compiles it. A directory that cannot be written is no error.
const compileCache = join(here, "../../node_modules/.cache/tocsin");

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // Threads have this cache by the environment alone.
  process.env.NODE_COMPILE_CACHE ??= compileCache;
  module.enableCompileCache();
  await import("./main.ts");
} else {
  const node = join(dirname(module.createRequire(import.meta.url).resolve("node/package.json")), "bin", "node");
  const child = spawn(node, [join(here, "main.ts"), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  });
  // A terminal sends its interrupt to both; twice, it would mean "at once".
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`tocsin: cannot start Node 24 at ${node}: ${error.message}. Run npm ci again.\n`);
    process.exitCode = 70;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = signal ? 130 : (code ?? 70);
  });
}
