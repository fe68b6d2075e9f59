/** How clients of AWS are set up, in functions and on a laptop alike. */

interface Client {
  readonly middlewareStack: { remove(name: string): boolean };
}

/**
 * Takes out the middleware that logs each request. Nobody gives the clients a logger, yet it copies all that is sent and
 * received, which takes more time than anything else that the SDK does.
 */
export function withoutRequestLog<C extends Client>(client: C): C {
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}
