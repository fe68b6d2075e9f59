/** Every call that an invocation makes is a point at which it can fail, or die, before the call took effect or after. */

import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";

export const faults = [
  /** The call is refused and changes nothing. */
  "refused",
  /** It took effect, but its answer was an error. */
  "failed-after",
  /** No answer came in time, and it changed nothing. */
  "timed-out",
  /** No answer came in time, though it took effect. */
  "timed-out-after",
  /** The service throttles it. */
  "throttled",
  /** The invocation dies before the call. */
  "killed-before",
  /** It dies after the call took effect. */
  "killed-after",
  /** It is held up before the call, for so long that the same is delivered again meanwhile; then it goes on. */
  "held-up",
] as const;
export type Fault = (typeof faults)[number];

/** One invocation's calls, numbered in the order in which they are made. The fault hits one of them. */
export interface Calls {
  /** Makes a call, or lets the fault hit it. */
  make<T>(name: string, call: () => Promise<T>): Promise<T>;
  /** The names of the calls made so far. */
  readonly made: readonly string[];
  /** Resolves when the fault has killed the invocation, or holds it up. */
  readonly struck: Promise<"killed" | "held-up">;
  /** Lets an invocation that was held up go on. */
  release(): void;
}

/** @param point the number of the call that `fault` hits. Without it no call is hit. */
export function callsWith(fault?: { readonly point: number; readonly kind: Fault }): Calls {
  const made: string[] = [];
  const struck = Promise.withResolvers<"killed" | "held-up">();
  const released = Promise.withResolvers<void>();
  const never = new Promise<never>(() => {});
  let isDead = false;

  return {
    made,
    struck: struck.promise,
    release: () => released.resolve(),
    async make(name, call) {
      // A process that is dead makes no more calls, however many were about to be made.
      if (isDead) return never;
      const number = made.push(name) - 1;
      if (number !== fault?.point) return call();
      return meet(fault.kind, name, call);
    },
  };

  async function meet<T>(kind: Fault, name: string, call: () => Promise<T>): Promise<T> {
    switch (kind) {
      case "refused":
        throw serverError();
      case "failed-after":
        await call();
        throw serverError();
      case "timed-out":
        throw timeout();
      case "timed-out-after":
        await call();
        throw timeout();
      case "throttled":
        throw throttled(name);
      case "killed-before":
        return die();
      case "killed-after":
        await call();
        return die();
      case "held-up":
        struck.resolve("held-up");
        await released.promise;
        return call();
      default:
        return kind satisfies never;
    }
  }

  function die(): Promise<never> {
    isDead = true;
    struck.resolve("killed");
    return never;
  }
}

/** The error that the SDK throws when its own retries are used up. */
function serverError(): Error {
  return Object.assign(new Error("InternalServerError: We encountered an internal error"), {
    name: "InternalServerError",
    $fault: "server",
    $retryable: {},
  });
}

function timeout(): Error {
  return Object.assign(new Error("Request aborted: no answer in time"), { name: "TimeoutError" });
}

function throttled(name: string): Error {
  // DynamoDB reports a throttled transaction as cancelled, with a status that blames the caller.
  if (name.startsWith("TransactWriteItems"))
    return new TransactionCanceledException({
      message: "Transaction cancelled, please refer cancellation reasons for specific reasons [ThrottlingError]",
      $metadata: {},
      CancellationReasons: [{ Code: "ThrottlingError", Message: "Throughput exceeds the current capacity" }],
    });
  return Object.assign(new Error("ThrottlingException: Rate exceeded"), {
    name: "ThrottlingException",
    $fault: "client",
    $retryable: { throttling: true },
  });
}

interface Client {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<never>,
        context: { readonly commandName?: string },
      ) => (args: never) => Promise<never>,
      options: { readonly step: "initialize"; readonly name: string; readonly priority: "high" },
    ): void;
  };
}

/** Routes every call of an SDK client through `calls`: once per call, not once per retry of the SDK. */
export function through<C extends Client>(client: C, calls: Calls): C {
  client.middlewareStack.add(
    (next, context) => (args) => calls.make(context.commandName ?? "a call", () => next(args)),
    { step: "initialize", name: "faults", priority: "high" },
  );
  return client;
}
