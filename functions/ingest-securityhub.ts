import { securityhub } from "@tocsin/sources/securityhub/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(securityhub);
