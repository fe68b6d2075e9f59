import { edge } from "@tocsin/sources/edge/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(edge);
