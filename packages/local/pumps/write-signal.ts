/** A signal from the writers of alerts to the reader of the table's stream, so that the reader need not poll all the time. */
import type { AlertsWriter } from "@tocsin/aws/alerts/alerts-writer";

export interface WriteSignal {
  raise(): void;
  /** Waits until it is raised, or was raised since the last wait, or until this much time has passed. */
  wait(milliseconds: number): Promise<void>;
}

export function createWriteSignal(): WriteSignal {
  let raised = Promise.withResolvers<void>();
  return {
    raise: () => raised.resolve(),
    async wait(milliseconds) {
      const timer = setTimeout(raised.resolve, milliseconds);
      await raised.promise;
      clearTimeout(timer);
      raised = Promise.withResolvers();
    },
  };
}

/** Raises the signal when changes were applied. */
export function signalling(writer: AlertsWriter, signal: WriteSignal | undefined): AlertsWriter {
  return {
    async apply(...parameters) {
      const applied = await writer.apply(...parameters);
      signal?.raise();
      return applied;
    },
  };
}
