/** The organization's own sections: nights, noise, who is on call, and Tocsin's health. */
import { counted } from "@tocsin/core/text/counted";
import { html, type Markup, nothing } from "@tocsin/core/text/markup";
import type { Report } from "../../report/format.ts";
import { healthText, reviewText, shiftTexts } from "../words/house.ts";
import { healthComesTo, noiseComesTo, onCallComesTo } from "../words/rest.ts";
import { clockOf } from "../words/time.ts";
import { headings, nightsText, whole } from "../words/wording.ts";
import { fold, reach, rest, table } from "./pieces.ts";

type House = NonNullable<Report["house"]>;

export function house(report: Report): readonly Markup[] {
  if (report.house === undefined) return [];
  return [nights(report.house), noise(report.house, report), onCall(report.house), health(report.house, report)];
}

function nights({ nights: counts }: House): Markup {
  return fold(headings.nights, `${counted(counts.ringsAtNight, "call")} at night`, html`<p>${nightsText(counts)}</p>`);
}

function noise(given: House, report: Report): Markup {
  const { noise: listing } = given;
  if (whole(listing) === 0) return nothing;
  const rows = table(
    "What notified most. If nobody decided anything, ask whether it has to notify",
    [
      {
        name: "About",
        cell: (row) =>
          row.id === undefined
            ? row.title
            : html`${row.title}<span class="where">${reach({ id: row.id }, report)}</span>`,
      },
      { name: "Destination", cell: (row) => row.destination },
      { name: "Notifications", cell: (row) => row.notifications, isNumber: true },
      { name: "Calls", cell: (row) => row.rings, isNumber: true },
      { name: "Decided", cell: (row) => (row.isDecided ? "yes" : "no") },
    ],
    listing.lines,
  );
  return fold(headings.noise, noiseComesTo(given), html`${rows}${rest(listing)}`);
}

function onCall(given: House): Markup {
  const { onCall: schedules } = given;
  if (schedules.length === 0) return nothing;
  return fold(
    headings.onCall,
    onCallComesTo(given),
    html`${schedules.map(
      ({ schedule, timezone, shifts }) =>
        html`<h3>${schedule} (${clockOf(timezone).place})</h3>
<ul class="plain">${shiftTexts(shifts, timezone).map(
          ({ text, isGap }) => html`<li${isGap ? html` class="warning"` : nothing}>${text}</li>
`,
        )}</ul>
`,
    )}`,
  );
}

function health(given: House, report: Report): Markup {
  const clock = clockOf(report.timezone);
  const { failing } = given.health;
  const failures = failing.map(
    ({
      destination,
      since,
    }) => html`<p class="warning">${destination} has accepted no notifications since ${clock.minute(since)}.</p>
`,
  );
  const silent = given.silentEditions;
  const unsent =
    silent.length === 0
      ? nothing
      : html`<p>Not sent, as they had nothing to say: ${silent.map(({ kind, name }) => `${kind} ${name}`).join(", ")}.</p>`;
  return fold(
    headings.health,
    healthComesTo(given),
    html`<p>${healthText(given.health)}</p>
<p>${reviewText(report)}</p>
${failures}${unsent}`,
  );
}
