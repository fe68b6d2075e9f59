import { accessAnalyzer } from "@tocsin/sources/access-analyzer/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(accessAnalyzer);
