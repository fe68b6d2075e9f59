/** Which Tocsin this is, and in which formats it writes what another version may have to read. */

/** Of this code; `CHANGELOG.md` says what changed with it. */
export const VERSION = "0.1.0";

/** How a finding that Tocsin itself wrote is known, wherever it comes back from: the product's name, and how its generators' ids begin. */
export const OWN_PRODUCT = "Tocsin";
export const OWN_GENERATOR = "tocsin/";

/** By kind of item of the alerts table. A function reads items of just this version, and says of another which key it has. */
export const itemFormats = {
  cell: 1,
  counts: 1,
  destination: 1,
  digest: 1,
  directory: 1,
  head: 1,
  held: 1,
  "held-back": 1,
  log: 1,
  member: 1,
  membership: 1,
  mode: 1,
  observation: 1,
  override: 1,
  pointer: 1,
  policy: 1,
  relation: 1,
  silence: 1,
  timer: 1,
  told: 1,
  verdict: 1,
} as const;

/** By kind of message that one function hands another. One of another version is refused, and lies in a dead-letter queue. */
export const messageFormats = {
  wake: "tocsin.wake.v1",
  handover: "tocsin.handover.v1",
  "digest-delivery": "tocsin.digest-delivery.v1",
  heartbeat: "tocsin.heartbeat.v1",
  notification: "tocsin.notification.v2",
} as const;
