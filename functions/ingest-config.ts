import { config } from "@tocsin/sources/config/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(config);
