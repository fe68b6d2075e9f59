/** The version of Tocsin, and the formats of data that another version may have to read. */

/** The version of this code; `CHANGELOG.md` says what changed. */
export const VERSION = "0.1.0";

/** How Tocsin recognizes its own findings, wherever they come back from: the product's name, and the prefix of its generators' ids. */
export const OWN_PRODUCT = "Tocsin";
export const OWN_GENERATOR = "tocsin/";

/** By kind of item of the alerts table. A function reads only items of this version, and for any other reports its key. */
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

/** By kind of message that one function sends to another. A message of another version is refused, and goes to a dead-letter queue. */
export const messageFormats = {
  wake: "tocsin.wake.v1",
  handover: "tocsin.handover.v1",
  "digest-delivery": "tocsin.digest-delivery.v1",
  heartbeat: "tocsin.heartbeat.v1",
  notification: "tocsin.notification.v2",
} as const;
