import { sharing } from "@tocsin/sources/sharing/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(sharing);
