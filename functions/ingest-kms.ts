import { kms } from "@tocsin/sources/kms/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(kms);
