/** The organization's own sections, as text. */
import { counted } from "@tocsin/core/text/counted";
import type { Report } from "../../report/format.ts";
import { healthText, reviewText, shiftTexts } from "../words/house.ts";
import { clockOf } from "../words/time.ts";
import { headings, nightsText } from "../words/wording.ts";
import { moreLine, reachLines } from "./entries.ts";
import { section, wrapped } from "./layout.ts";

export function houseSections(report: Report): readonly (readonly string[])[] {
  const { house, timezone } = report;
  if (house === undefined) return [];
  const clock = clockOf(timezone);
  const { failing } = house.health;
  return [
    section(headings.nights, wrapped("  ", nightsText(house.nights))),
    section(headings.noise, [
      ...house.noise.lines.flatMap(({ id, title, destination, notifications, rings, isDecided }) => [
        ...wrapped(
          "  ",
          `${title}: ${counted(notifications, "notification")} to ${destination}, ${counted(rings, "call")}${isDecided ? "" : "; nobody decided anything"}`,
        ),
        ...(id === undefined ? [] : reachLines("    ", { id }, report)),
      ]),
      ...moreLine(house.noise),
    ]),
    section(
      headings.onCall,
      house.onCall.flatMap(({ schedule, timezone: zone, shifts }) => [
        ...wrapped("  ", `${schedule} (${clockOf(zone).place})`),
        ...shiftTexts(shifts, zone).flatMap(({ text }) => wrapped("    ", text)),
      ]),
    ),
    section(headings.health, [
      ...wrapped("  ", healthText(house.health)),
      ...wrapped("  ", reviewText(report)),
      ...failing.flatMap(({ destination, since }) =>
        wrapped("  ", `${destination} has accepted no notifications since ${clock.minute(since)}.`),
      ),
      ...(house.silentEditions.length === 0
        ? []
        : wrapped(
            "  ",
            `Not sent, as they had nothing to say: ${house.silentEditions.map(({ kind, name }) => `${kind} ${name}`).join(", ")}.`,
          )),
    ]),
  ];
}
