import { declareChannel } from "./channel-declaration.ts";

export const amazonQChannel = declareChannel("amazon-q", {});
