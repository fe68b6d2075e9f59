/** `npm run synth`: what would be deployed to a stage, resource by resource; of `tocsin.config.json` where there is one, else of the example. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { synthesizeApart } from "./child.ts";
import { ensurePlatform, root } from "./platform.ts";

const { values } = parseArgs({
  options: {
    stage: { type: "string", default: "dev" },
    json: { type: "string" },
    partition: { type: "string", default: "aws" },
  },
});

const own = join(root, "tocsin.config.json");
if (existsSync(own)) process.env.TOCSIN_CONFIG ??= own;
await ensurePlatform();
const synthesis = await synthesizeApart(values.stage, values.partition);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(synthesis, null, 2)}\n`);
const { resources, functions } = synthesis;
for (const { type, name, inputs } of resources) write(`${type} ${name}\n  ${JSON.stringify(inputs)}`);
for (const { name, handler, bytes } of functions) write(`${name}: ${handler}, ${(bytes / 1024).toFixed(0)} KB`);
write(`${resources.length} resources, ${functions.length} functions`);

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
