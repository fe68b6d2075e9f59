import { macie } from "@tocsin/sources/macie/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(macie);
