import { secretsmanager } from "@tocsin/sources/secretsmanager/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(secretsmanager);
