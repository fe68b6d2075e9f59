/** Wakes of threats, for tests of on-call. */
import type { AlertView } from "@tocsin/core/alert/view";
import type { Wake } from "@tocsin/oncall/wake";

let next = 0;

/** A threat that no other test of the file uses, open and CRITICAL, in an account of its own. */
export function newThreat(changed: Partial<AlertView> = {}): Wake {
  next += 1;
  const id = next.toString(16).padStart(4, "0").padEnd(32, "0");
  const view: AlertView = {
    id,
    condition: "threat",
    status: "OPEN",
    severity: "CRITICAL",
    partition: "aws",
    account: String(next).padStart(12, "0"),
    region: "eu-west-1",
    resource: `arn:aws:iam::111122223333:user/${next}`,
    title: `Threat ${next}`,
    summary: "Somebody is here who ought not to be.",
    remedy: "Look.",
    reporters: ["guardduty"],
    attributes: {},
    directory: { environment: "prod", tags: {} },
    owner: "payments",
    ownedBy: "account tag",
    ...changed,
  };
  return { alertId: id, version: 1, notified: true, episodes: 1, worst: view.severity, view };
}

export const later = (wake: Wake, changed: Partial<Wake>, view: Partial<AlertView> = {}): Wake => ({
  ...wake,
  version: wake.version + 1,
  ...changed,
  view: { ...wake.view, ...view },
});

export const over = (wake: Wake): Wake => later(wake, {}, { status: "RESOLVED", severity: "INFORMATIONAL" });
