import { drill } from "@tocsin/sources/drill/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(drill);
