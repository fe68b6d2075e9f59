import { health } from "@tocsin/sources/health/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(health);
