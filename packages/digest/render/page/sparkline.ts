/** Numbers of weeks as a line, with a text alternative. */
import { html, type Markup, nothing } from "@tocsin/core/text/markup";

const WIDTH = 144;
const HEIGHT = 22;
/** Room around the line, so that its ends are not cut off. */
const EDGE = 3;

/** @param name what is counted; @param className the class that colours it. Gives nothing if there is no second week to draw a line to. */
export function sparkline(name: string, className: string, values: readonly number[]): Markup {
  if (values.length < 2) return nothing;
  const most = Math.max(...values, 1);
  const points = values.map((value, i) => [
    round(EDGE + (i / (values.length - 1)) * (WIDTH - 2 * EDGE)),
    round(HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE)),
  ]);
  const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
  const [x = 0, y = 0] = points.at(-1) ?? [];
  const text = `${name} in the last ${values.length} weeks, the oldest first: ${values.join(", ")}`;
  return html`<svg class="spark ${className}" viewbox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text}"><path d="${path}"></path><path class="dot" d="M${x - 2} ${y}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0"></path></svg>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
