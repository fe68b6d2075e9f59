/** `npm run mail` compiles the layout of the digest's mail anew. */
import { writeFile } from "node:fs/promises";
import { layoutFile, mailLayout } from "./mail-layout.ts";

await writeFile(layoutFile, await mailLayout());
