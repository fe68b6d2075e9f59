import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";
import { declareChannel } from "./channel-declaration.ts";

export const snsChannel = declareChannel({
  settings: described(
    "Messages for people, on a topic of the stack's own to which e-mail addresses and telephones subscribe.",
    closedObject({ type: v.literal("sns") }),
  ),
  showsState: false,
  readsSecrets: "none",
  nowhere: { type: "sns" },
});
