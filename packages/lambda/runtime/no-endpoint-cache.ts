/**
 * What a deployed function has in place of the SDK's cache of discovered endpoints (`deployment/bundle-plugins.mjs`, docs/adr/0016). Discovery
 * of DynamoDB's endpoints is off unless a function's environment asks for it, and none does: the client makes a cache all the same, by a
 * library of 6 KB. This one keeps nothing; with it, a discovery would be made anew for each call, and work.
 */
export class EndpointCache {
  get(): undefined {}
  getEndpoint(): undefined {}
  has(): boolean {
    return false;
  }
  set(): void {}
  delete(): void {}
  clear(): void {}
}
