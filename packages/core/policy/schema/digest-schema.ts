/** The form of what a policy says of the weekly digest. */
import * as v from "valibot";
import { severities } from "../../alert/severity.ts";
import { editionKinds } from "../digest.ts";
import { channelsField, closedObject, described, nameField, timezoneField } from "./fields.ts";

const daysField = v.pipe(v.number(), v.gtValue(0, "is not more than 0"), v.maxValue(36_500, "is more than a century"));

const slaSchema = closedObject(v.entriesFromList(severities, v.optional(daysField)));

const editionSchema = v.pipe(
  closedObject({
    owner: v.optional(described("What this owner owns; unowned for what nobody does.", nameField)),
    ou: v.optional(
      described(
        "What is in this organizational unit, or in one below it.",
        v.pipe(v.string(), v.regex(/^\/./, "expected the path of an organizational unit, such as /Workloads/Prod")),
      ),
    ),
    account: v.optional(
      described("What is in this account.", v.pipe(v.string(), v.regex(/^\d{12}$/, "expected an account's 12 digits"))),
    ),
    channels: described("The channels that it goes to.", channelsField),
    timezone: v.optional(described("Where it comes on Monday at 06:00.", timezoneField)),
  }),
  v.check(
    (edition) => editionKinds.filter((kind) => edition[kind] !== undefined).length === 1,
    `must be of one: name ${editionKinds.join(", ").replace(/, (\w+)$/, " or $1")}, and none beside it`,
  ),
);

export const digestSchema = closedObject({
  slaDays: v.optional(
    described("How many days an alert of a severity may be open; of one that is left out, none is late.", slaSchema),
  ),
  channels: v.optional(
    described("The channels that the whole organization's edition goes to.", v.array(nameField)),
    [],
  ),
  timezone: v.optional(described("Where that one comes on Monday at 06:00.", timezoneField)),
  editions: v.optional(
    described("What is of one owner, unit or account, for its own people.", v.array(editionSchema)),
    [],
  ),
});

export type WrittenDigest = v.InferOutput<typeof digestSchema>;
