/**
 * What a deployed function has in place of the SDK's event streams (`deployment/bundle-plugins.mjs`, docs/adr/0016). No call that a
 * function makes has one. The SDK imports them when it needs one, and for that a bundle would contain all of the SDK's core, used or not,
 * each module in a function that is called at the start.
 */
export class EventStreamSerde {
  constructor() {
    throw new Error("an event stream was met, and functions are bundled without what reads and writes them");
  }
}

export function eventStreamSerdeProvider(): undefined {}

/** Leaves a client's settings as they are: they lack what makes a stream of messages. */
export function resolveEventStreamSerdeConfig<S>(settings: S): S {
  return settings;
}
