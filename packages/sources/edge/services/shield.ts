/** https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/API_Operations.html */
import { defineService, named, switched } from "../../protection/effect.ts";

export const shield = defineService({
  name: "shield",
  label: "Shield",
  arnService: "shield",
  isGlobal: true,
  consolePath: "/wafv2/shieldv2",
  protections: {
    subscription: {
      subject: ({ account }) => `The subscription of account ${account} to Shield Advanced`,
      severity: "CRITICAL",
      off: { is: "is ended", was: "was ended" },
      on: { is: "is there", was: "was made" },
      meaning: "the account's resources only have the protection that every account has",
      remedy:
        "Find out who ended it and why. Make it again with `aws shield create-subscription`: it is billed for a year.",
    },
    protection: {
      subject: ({ name }) => `The protection ${name} of Shield`,
      severity: "HIGH",
      off: { is: "is deleted", was: "was deleted" },
      on: { is: "is there", was: "was made" },
      meaning: "the resource that it protected only has the protection that every resource has",
      remedy:
        "Find out which resource it protected, from earlier calls or AWS Config, and protect it again with `aws shield create-protection`. The new protection has another id: then resolve the alert.",
      resource: ({ name }) => `protection/${name}`,
    },
    "automatic-response": {
      subject: ({ name }) => `Shield's automatic response for ${name}`,
      severity: "MEDIUM",
      ...switched,
      meaning: "only people answer an attack at the application layer",
      remedy: "Switch it on again: `aws shield enable-application-layer-automatic-response`.",
      resource: ({ name }) => name,
    },
    "response-team": {
      subject: () => "The access of Shield's response team",
      severity: "MEDIUM",
      off: { is: "is removed", was: "was removed" },
      on: { is: "is given", was: "was given" },
      meaning: "the team cannot help while an attack goes on",
      remedy: "Give its role back: `aws shield associate-drt-role`.",
    },
    "proactive-engagement": {
      subject: () => "Shield's proactive engagement",
      severity: "MEDIUM",
      ...switched,
      meaning: "the response team calls nobody when an attack begins",
      remedy: "Switch it on again: `aws shield enable-proactive-engagement`.",
    },
  },
  calls: {
    DeleteSubscription: [{ protection: "subscription", turn: "off" }],
    CreateSubscription: [{ protection: "subscription", turn: "on" }],
    DeleteProtection: [{ protection: "protection", name: named("protectionId"), turn: "off" }],
    DisableApplicationLayerAutomaticResponse: [
      { protection: "automatic-response", name: named("resourceArn"), turn: "off" },
    ],
    EnableApplicationLayerAutomaticResponse: [
      { protection: "automatic-response", name: named("resourceArn"), turn: "on" },
    ],
    DisassociateDRTRole: [{ protection: "response-team", turn: "off" }],
    AssociateDRTRole: [{ protection: "response-team", turn: "on" }],
    DisableProactiveEngagement: [{ protection: "proactive-engagement", turn: "off" }],
    EnableProactiveEngagement: [{ protection: "proactive-engagement", turn: "on" }],
  },
});
