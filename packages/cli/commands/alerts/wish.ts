/** What somebody means to decide, as it is typed. */
import type { Instant } from "@tocsin/core/event/instant";
import type { Verb } from "@tocsin/oncall/deciding/deciding";
import type { Wish } from "@tocsin/oncall/deciding/pending";
import { CommandError, exitCodes } from "../../output/terminal.ts";
import { endFrom, type Term } from "../term.ts";

/** @throws CommandError for an end that cannot be, or one that is missing. */
export function wishOf(verb: Verb, term: Term, now: Instant): Wish {
  switch (verb) {
    case "ack":
      return { verb, until: endFrom(term, now, ACKNOWLEDGED_DAYS) };
    case "suppress": {
      const until = endFrom(term, now);
      if (until === undefined) throw new CommandError("say until when: --for, or --until", exitCodes.usage);
      return { verb, until };
    }
    case "approve":
    case "resolve":
    case "reopen":
      return { verb };
    default:
      return verb satisfies never;
  }
}

/** An acknowledgement says that somebody works on it: for longer than so many days there is suppression. */
const ACKNOWLEDGED_DAYS = 7;
