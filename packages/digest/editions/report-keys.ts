/** Where a week's reports are kept: in the bucket, and on a laptop as files below a directory. */
import { hash } from "node:crypto";
import type { Week } from "@tocsin/core/event/week";
import type { Edition } from "../report/format.ts";

/** `digest/2026/W47`, and for other editions than the organization's a folder in it: `digest/2026/W47/owner/payments`. */
export function reportFolder(week: Week, edition: Edition): string {
  const ofWeek = `digest/${week.replace("-", "/")}`;
  return edition.kind === "organization" ? ofWeek : `${ofWeek}/${edition.kind}/${folderName(edition.name)}`;
}

/** What file systems take as the name of a folder. */
const NAME_LIMIT = 200;

/** Of a name that a person or an organization gave, nothing acts in a path: neither a slash nor a dot at its beginning. */
function folderName(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /[.!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return encoded.length <= NAME_LIMIT ? encoded : hash("sha256", name, "hex").slice(0, 32);
}
