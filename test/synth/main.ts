/** `npm run synth`: what would be deployed to a stage, resource by resource; of `tocsin.config.json` where there is one, else of the example. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { synthesizeApart } from "./synthesis/child.ts";
import { ensurePlatform, exampleConfig, root } from "./synthesis/platform.ts";

const USAGE = `npm run synth -- [--stage NAME] [--json FILE]

Lists what would be deployed, without an AWS account. It reads tocsin.config.json, or the file that TOCSIN_CONFIG names.
`;

// A reader that has enough closes the pipe, as `head` does; the file of `--json` is written all the same.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await synth();
} catch (error) {
  process.stderr.write(`synth: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function synth(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: "string", default: "dev" },
      json: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return write(USAGE);
  const own = join(root, "tocsin.config.json");
  const config = process.env.TOCSIN_CONFIG ?? (existsSync(own) ? own : exampleConfig);
  const isExample = config === exampleConfig;
  process.stderr.write(
    `Reading ${relative(process.cwd(), config)}${isExample ? ", as there is no tocsin.config.json" : ""}.\n`,
  );
  await ensurePlatform();
  const synthesis = await synthesizeApart(values.stage, resolve(config));
  const { resources, functions } = synthesis;
  for (const { type, name, inputs, adopts } of resources) {
    write(`${type} ${name}${adopts === undefined ? "" : `, which adopts ${adopts}`}\n  ${JSON.stringify(inputs)}`);
  }
  for (const { name, handler, bytes } of functions) write(`${name}: ${handler}, ${(bytes / 1024).toFixed(0)} KB`);
  write(`${resources.length} resources, ${functions.length} functions`);
  if (values.json === undefined) return;
  await writeFile(values.json, `${JSON.stringify(synthesis, null, 2)}\n`);
  process.stderr.write(`${values.json} written.\n`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
