/** Amazon Macie: buckets that became less protected, and sensitive data in their objects. */
import { defineSource } from "../source.ts";
import { observeFinding } from "./finding.ts";
import { schema } from "./schema.ts";

export const macie = defineSource({
  name: "macie",
  about: "sensitive data (counts and kinds only) and buckets that are less protected",
  // Macie Classic's `Macie Alert` comes from the same source; it ended years ago.
  pattern: { source: ["aws.macie"], "detail-type": ["Macie Finding"] },
  administeredBy: () => "macie",
  schema,
  observe: observeFinding,
});
