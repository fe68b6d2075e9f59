/**
 * What a deployed function has in place of the SDK's cache of discovered endpoints (`deployment/bundle-plugins.mjs`, docs/adr/0016).
 * Discovery of DynamoDB's endpoints is off unless a function's environment asks for it, and none does: the client still makes a cache, with
 * a library of 6 KB. This one keeps nothing; a discovery would still work, but be made again for each call.
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
