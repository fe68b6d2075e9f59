/** Urgency is not severity: how soon a person must hear of an alert. */
export const urgencies = ["now", "morning", "digest"] as const;
/** `now`: at any hour. `morning`: at nine o'clock, together. `digest`: in the weekly digest alone. */
export type Urgency = (typeof urgencies)[number];
