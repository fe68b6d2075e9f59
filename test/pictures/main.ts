/** `npm run pictures` draws docs/pictures/ anew, by a Chromium that is installed. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawn, openChromium } from "./chromium.ts";
import { indexedPng } from "./indexed-png.ts";
import { fingerprints, pictures } from "./pictures.ts";

const folder = join(import.meta.dirname, "../../docs/pictures");

try {
  const chromium = await openChromium();
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, picture] of Object.entries(pictures)) {
      const png = indexedPng(await drawn(chromium, picture));
      await writeFile(join(folder, `${name}.png`), png);
      process.stdout.write(`docs/pictures/${name}.png, ${Math.ceil(png.length / 1024)} KB\n`);
    }
    await writeFile(join(folder, "pictures.json"), fingerprints());
  } finally {
    await chromium.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
