import { protection } from "@tocsin/sources/protection/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(protection);
