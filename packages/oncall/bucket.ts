import type { AlertView } from "@tocsin/core/alert/view";
import type { Bucket } from "./group.ts";

/** How an alert counts in its groups. What a person decided on it goes before what a silence mutes. */
export function bucketOf({ status }: Pick<AlertView, "status">, isSilenced: boolean): Bucket {
  switch (status) {
    case "RESOLVED":
      return "over";
    case "ACKNOWLEDGED":
      return "acknowledged";
    case "SUPPRESSED":
      return "suppressed";
    case "OPEN":
      return isSilenced ? "silenced" : "open";
  }
}
