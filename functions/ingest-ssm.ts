import { ssm } from "@tocsin/sources/ssm/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(ssm);
