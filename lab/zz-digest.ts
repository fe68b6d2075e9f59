import { reporting } from "./crash/crash-digest.ts";
import { crashEverywhere } from "./crash/crash.ts";
import * as world from "./world/world.ts";
console.log(Object.keys(world));
