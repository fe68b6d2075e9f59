import { declareChannel } from "./channel-declaration.ts";

export const snsChannel = declareChannel("sns", {});
