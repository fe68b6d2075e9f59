import { inspector } from "@tocsin/sources/inspector/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(inspector);
