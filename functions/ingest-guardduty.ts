import { guardduty } from "@tocsin/sources/guardduty/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(guardduty);
