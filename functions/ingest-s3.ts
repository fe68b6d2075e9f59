import { s3 } from "@tocsin/sources/s3/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(s3);
