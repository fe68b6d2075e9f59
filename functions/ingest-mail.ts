import { mail } from "@tocsin/sources/mail/source";
import { ingestFunction } from "./ingest.ts";

export const handler = ingestFunction(mail);
