/** https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_Operations.html */
import { defineService, named, switched } from "../../protection/effect.ts";

export const fms = defineService({
  name: "fms",
  label: "Firewall Manager",
  arnService: "fms",
  consolePath: "/wafv2/fmsv2/home",
  protections: {
    policy: {
      subject: ({ name }) => `The policy ${name} of Firewall Manager`,
      severity: "HIGH",
      off: { is: "is deleted", was: "was deleted" },
      on: { is: "is there", was: "was put in place" },
      meaning: "it no longer ensures that accounts have the protection it required",
      remedy:
        "Find out who deleted it and why. A new policy has another id: check that it covers the same accounts and resources, then resolve the alert.",
      resource: ({ name }) => `policy/${name}`,
    },
    administrator: {
      subject: () => "The administrator of Firewall Manager",
      severity: "HIGH",
      off: { is: "is dismissed", was: "was dismissed" },
      on: { is: "is appointed", was: "was appointed" },
      meaning: "nobody administers the organization's policies of Firewall Manager",
      remedy: "Appoint it again, in the management account: `aws fms associate-admin-account`.",
    },
    notifications: {
      subject: () => "The notifications of Firewall Manager",
      severity: "MEDIUM",
      ...switched,
      meaning: "it tells nobody of resources that do not comply",
      remedy: "Switch them on again: `aws fms put-notification-channel`.",
    },
  },
  calls: {
    DeletePolicy: [{ protection: "policy", name: named("policyId"), turn: "off" }],
    DisassociateAdminAccount: [{ protection: "administrator", turn: "off", bare: true }],
    AssociateAdminAccount: [{ protection: "administrator", turn: "on" }],
    DeleteNotificationChannel: [{ protection: "notifications", turn: "off", bare: true }],
    PutNotificationChannel: [{ protection: "notifications", turn: "on" }],
  },
});
