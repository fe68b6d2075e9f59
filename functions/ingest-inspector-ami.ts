import { inspectorAmi } from "@tocsin/sources/inspector-ami/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(inspectorAmi);
