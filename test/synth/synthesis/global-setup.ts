/** Test files run side by side: what several of them need is made before the first. */
import { ensurePlatform } from "./platform.ts";

export const setup = ensurePlatform;
