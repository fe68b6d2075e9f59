/** Events of one certificate after another, for the tests of the embedded stack. */

/** ACM says, at `time`, that certificate number `n` expires in `days` days. */
export function expiryEvent(n: number, time: string, { days = 40, id = `event-${n}` } = {}) {
  return {
    version: "0",
    id,
    "detail-type": "ACM Certificate Approaching Expiration",
    source: "aws.acm",
    account: "111122223333",
    time,
    region: "eu-west-1",
    resources: [
      `arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    ],
    detail: { DaysToExpiry: days, CommonName: `shop-${n}.example.com` },
  };
}
