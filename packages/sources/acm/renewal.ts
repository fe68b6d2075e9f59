/**
 * What to do if ACM could not renew a certificate, by the reason that it gives. A reason without a known remedy is not here, and the
 * condition's own remedy applies.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_RenewalSummary.html (the reasons)
 * https://docs.aws.amazon.com/acm/latest/userguide/exceptions.html (private CAs)
 * https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-renewal.html (validation)
 */
const remedies: ReadonlyMap<string, string> = new Map([
  [
    "CAA_ERROR",
    "Allow amazon.com in the domain's CAA records: they forbid Amazon to issue the certificate. ACM then tries again by itself: import nothing in its place.",
  ],
  [
    "PENDING_DOMAIN_VALIDATION",
    "ACM waits for proof that you own every domain of the certificate. Put its CNAME validation records back into DNS, or answer its validation mail.",
  ],
  [
    "NO_AVAILABLE_CONTACTS",
    "ACM found no mailbox to send its validation mail to. Make a mailbox of the domain reachable (admin, administrator, hostmaster, postmaster or webmaster), or replace the certificate by one with DNS validation.",
  ],
  [
    "ADDITIONAL_VERIFICATION_REQUIRED",
    "ACM needs more information about a domain of the certificate. Open a case with AWS Support.",
  ],
  [
    "DOMAIN_NOT_ALLOWED",
    "A domain of the certificate was reported as unsafe. Have the report corrected where it was made, then open a case with AWS Support.",
  ],
  [
    "INVALID_PUBLIC_DOMAIN",
    "A domain of the certificate is not a valid public one. Replace the certificate by one for valid names.",
  ],
  [
    "PCA_ACCESS_DENIED",
    "Give ACM the permission to issue from the private CA again, with `aws acm-pca create-permission` or the CA's resource policy.",
  ],
  [
    "PCA_INVALID_DURATION",
    "The private CA's own certificate ends before the renewed one would. Install a CA certificate that is valid for longer.",
  ],
  [
    "PCA_INVALID_STATE",
    "The private CA is not active. Enable it, restore it or install its CA certificate, as its status calls for.",
  ],
  [
    "PCA_LIMIT_EXCEEDED",
    "The private CA has issued as many certificates as its quota allows. Have AWS Support raise the quota.",
  ],
  [
    "PCA_NAME_CONSTRAINTS_VALIDATION",
    "The private CA's name constraints forbid a name of the certificate. Issue it from a CA that allows its names.",
  ],
  ["PCA_RESOURCE_NOT_FOUND", "The private CA is gone for good. Replace the certificate by one from another CA."],
  [
    "PCA_REQUEST_FAILED",
    "The network or the private CA failed. Start the renewal again with `aws acm renew-certificate`; if it keeps failing, open a case with AWS Support.",
  ],
  [
    "SLR_NOT_FOUND",
    "The private CA lies in another account, and ACM's service-linked role is missing here. Create it with `aws iam create-service-linked-role --aws-service-name acm.amazonaws.com`.",
  ],
]);

export function renewalRemedy(reason: string | null | undefined): string | undefined {
  return remedies.get(reason ?? "");
}
