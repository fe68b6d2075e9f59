import * as v from "valibot";
import { closedObject, described } from "../schema/fields.ts";
import { declareChannel } from "./channel-declaration.ts";

export const consoleChannel = declareChannel({
  settings: described(
    "Pages for people, in the log of the function or the terminal.",
    closedObject({ type: v.literal("console") }),
  ),
  showsState: false,
  readsSecrets: "none",
  nowhere: { type: "console" },
});
