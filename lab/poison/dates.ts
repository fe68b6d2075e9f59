/** Dates in the forms that AWS writes and in others, and a second parser for them. */

/** All of them mean about the same time, so that a date that is read wrongly shows. */
export const dates: readonly string[] = [
  "2026-11-24T08:00:00Z",
  "2026-11-24T08:00:00.123Z",
  "2026-11-24T08:00:00.123456789Z",
  "2026-11-24T08:00:00,5Z",
  "2026-11-24T08:00:00",
  "2026-11-24 08:00:00",
  "2026-11-24 08:00:00 UTC",
  "2026-11-24T08:00Z",
  "2026-11-24T08:00:00+05:30",
  "2026-11-24T08:00:00.989+0000",
  "2026-11-24T08:00:00-23:59",
  "2019-11-01T22:13:48.87+10:30:00",
  "2026-11-24T08:00:00+24:00",
  "2026-11-24t08:00:00z",
  "20261124T080000Z",
  "2026-328T08:00:00Z",
  "2026-W48-2T08:00:00Z",
  "2026-11-24",
  "24.11.2026 08:00",
  "11/24/2026 08:00:00",
  "Tue, 24 Nov 2026 08:00:00 GMT",
  "Tue, 24 Nov 2026 08:00:00 +0100",
  "Mon, 24 Nov 2026 08:00:00 GMT",
  "Tuesday, 24-Nov-26 08:00:00 GMT",
  "Tue Nov 24 08:00:00.356 UTC 2026",
  "Tue Nov 24 08:00:00 2026",
  "Nov 24, 2026 8:00:00 AM",
  "Nov 24, 2026, 8:00:00 PM",
  "Nov 24, 2026, 8:00:00\u202fPM",
  "Nov 24, 2026 12:00:00 AM",
  "Nov 24, 2026 12:00:00 PM",
  "Nov 24, 2026 0:30:00 PM",
  "Nov 24, 2026 18:58:30 PM",
  "Nov 24, 2026 18:58:30 AM",
  "November 24, 2026 8:00:00 AM",
  "Nov 31, 2026 8:00:00 AM",
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59Z",
  "9999-12-31T23:59:59.999-00:01",
  "+275760-09-13T00:00:00.000Z",
  "-271821-04-20T00:00:00.000Z",
  "12026-11-24T08:00:00Z",
  "2026-11-24T24:00:00Z",
  "2026-02-30T08:00:00Z",
  "2026-02-29T08:00:00Z",
  "2024-02-29T08:00:00Z",
  "2016-12-31T23:59:60Z",
  "2026-13-01T08:00:00Z",
  "2026-11-00T08:00:00Z",
  "２０２６-11-24T08:00:00Z",
  " 2026-11-24T08:00:00Z ",
  "2026-11-24T08:00:00Z\n",
  "1795507200",
  "1795507200123",
  "tomorrow",
  "never",
  "",
];

/** The same as numbers, in JSON. */
export const epochs: readonly string[] = [
  "1795507200",
  "1795507200123",
  "1795507200.123",
  "1795507200123456",
  "1795507200123456789",
  "1.7955072E9",
  "0",
  "-0",
  "-1",
  "1",
  "99999999999",
  "100000000000",
  "253402300799999",
  "253402300800000",
  "8640000000000001",
  "5e-324",
  "1e400",
  "0.001",
];

/** The epoch milliseconds that the engine itself reads from `text`, once the forms it does not know are rewritten. */
export function readOtherwise(text: string): number | undefined {
  const isZoned = /(?:Z|UTC|GMT|[+-]\d\d:?\d\d(?::00)?)(?: \d{4})?$/.test(text);
  const plain = text
    .replaceAll("\u202f", " ")
    .replace(/([+-]\d\d:\d\d):00$/, "$1")
    .replace(/^(\d{4}-\d\d-\d\dT.*[+-]\d\d)(\d\d)$/, "$1:$2")
    .replace(/^(\d{4}-\d\d-\d\d)[ T](.*) UTC$/, "$1T$2Z")
    .replace(/(:\d\d)[.,](\d{1,3})\d*/, (_, second, fraction) => `${second}.${fraction.padEnd(3, "0")}`)
    .replace(/ (?:UTC|GMT) (\d{4})$/, " $1 UTC");
  const milliseconds = Date.parse(isZoned ? plain : `${plain}${/^\d{4}-\d\d-\d\dT/.test(plain) ? "Z" : " UTC"}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
