import { acm } from "@tocsin/sources/acm/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(acm);
