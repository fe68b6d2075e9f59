/** Finds the field of an event that contains an instant, so that a reason can name it. */
import { type Event, NESTING_LIMIT } from "./event.ts";
import { type Instant, parseInstant } from "./instant.ts";

/** The path of the field that reads as `at`: the envelope's time, or the first such one of the detail; `detail` if none does. */
export function instantPath({ time, detail }: Pick<Event, "time" | "detail">, at: Instant): string {
  if (time === at) return "time";
  // An event may nest deeper than the call stack allows; nothing reads fields beyond the limit.
  const pending: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [
    { value: detail, path: "detail", depth: 0 },
  ];
  // The list grows while it is walked, so the nearest fields come first.
  for (const { value, path, depth } of pending) {
    if (typeof value !== "object" || value === null) {
      if (parseInstant(value) === at) return path;
    } else if (depth < NESTING_LIMIT) {
      for (const [key, field] of Object.entries(value))
        pending.push({
          value: field,
          path: Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`,
          depth: depth + 1,
        });
    }
  }
  return "detail";
}
