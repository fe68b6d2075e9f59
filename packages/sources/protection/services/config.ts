/** https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html */
import { defineService, either, flag, named, ownerOf, type Place, switched, valueAt, word } from "../effect.ts";

const STRATEGY = {
  ALL_SUPPORTED_RESOURCE_TYPES: "on",
  EXCLUSION_BY_RESOURCE_TYPES: "off",
  INCLUSION_BY_RESOURCE_TYPES: "off",
} as const;

export const config = defineService({
  name: "config",
  label: "AWS Config",
  arnService: "config",
  consolePath: "/config/home",
  protections: {
    // An account has only one of its own in a Region.
    recorder: {
      subject: () => "AWS Config's recorder",
      severity: "HIGH",
      off: { is: "is switched off", was: "was stopped" },
      on: { is: "records", was: "was started" },
      meaning: "changes in the Region are no longer recorded, and no longer trigger the evaluation of rules",
      remedy:
        "Start it again: `aws configservice start-configuration-recorder`; where it was deleted, first put it and its delivery channel again.",
    },
    "recorded-types": {
      subject: () => "The scope of AWS Config's recorder",
      severity: "MEDIUM",
      off: { is: "is narrowed", was: "was narrowed to some types of resources" },
      on: { is: "is complete", was: "was widened to all types of resources" },
      meaning: "changes of other types are no longer recorded, and no longer trigger the evaluation of rules",
      remedy:
        "Record all types again: `aws configservice put-configuration-recorder` with `allSupported=true`. If the choice of types is intended, resolve the alert.",
    },
    "recorded-type": {
      subject: ({ name }) => `AWS Config's recording of ${name}`,
      severity: "MEDIUM",
      ...switched,
      meaning: "changes of such resources are no longer recorded",
      remedy: "Record the type again: `aws configservice associate-resource-types`.",
    },
    "delivery-channel": {
      subject: () => "AWS Config's delivery channel",
      severity: "MEDIUM",
      off: { is: "is missing", was: "was deleted" },
      on: { is: "is in place", was: "was put" },
      meaning: "recorded changes are kept nowhere, and the recorder cannot be started",
      remedy: "Put it again: `aws configservice put-delivery-channel`.",
    },
    aggregator: {
      subject: ({ name }) => `AWS Config's aggregator ${name}`,
      severity: "MEDIUM",
      off: { is: "is deleted", was: "was deleted" },
      on: { is: "is in place", was: "was put" },
      meaning: "the records and findings of other accounts and Regions can only be seen there",
      remedy:
        "Put it again under its name: `aws configservice put-configuration-aggregator`. If another has taken its place, resolve the alert.",
    },
  },
  calls: {
    StopConfigurationRecorder: [{ protection: "recorder", turn: "off" }],
    DeleteConfigurationRecorder: [
      { protection: "recorder", turn: "off", did: "was deleted" },
      { protection: "recorded-types", turn: "gone", did: "ended with the recorder" },
    ],
    StartConfigurationRecorder: [{ protection: "recorder", turn: "on" }],
    PutConfigurationRecorder: [
      {
        protection: "recorded-types",
        turn: either(
          word("configurationRecorder.recordingGroup.recordingStrategy.useOnly", STRATEGY),
          excluding,
          flag("configurationRecorder.recordingGroup.allSupported"),
        ),
      },
    ],
    DisassociateResourceTypes: [
      {
        protection: "recorded-type",
        each: "resourceTypes",
        name: named(),
        accounts: ownerOf("configurationRecorderArn"),
        turn: "off",
      },
    ],
    AssociateResourceTypes: [
      {
        protection: "recorded-type",
        each: "resourceTypes",
        name: named(),
        accounts: ownerOf("configurationRecorderArn"),
        turn: "on",
      },
    ],
    DeleteDeliveryChannel: [{ protection: "delivery-channel", turn: "off" }],
    PutDeliveryChannel: [{ protection: "delivery-channel", turn: "on" }],
    DeleteConfigurationAggregator: [
      { protection: "aggregator", name: named("configurationAggregatorName"), turn: "off" },
    ],
    PutConfigurationAggregator: [{ protection: "aggregator", name: named("configurationAggregatorName"), turn: "on" }],
  },
});

/** All types but those that are listed. */
function excluding({ parameters }: Place): "off" | undefined {
  const excluded = valueAt(parameters, "configurationRecorder.recordingGroup.exclusionByResourceTypes.resourceTypes");
  return Array.isArray(excluded) && excluded.length > 0 ? "off" : undefined;
}
