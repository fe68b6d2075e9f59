import { declareChannel } from "./channel-declaration.ts";

export const consoleChannel = declareChannel("console", {});
