/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html */
import {
  defineService,
  type Effect,
  either,
  flag,
  itemsAt,
  named,
  ownerOf,
  type Place,
  type Turn,
  tail,
  valueAt,
  type Which,
} from "../effect.ts";
import { administrator } from "./shared.ts";

/** Readers for trails, which calls name by their names or their ARNs. */
const trail = { name: tail(named("name")), accounts: ownerOf("name") } as const;
const selected = { name: tail(named("trailName")), accounts: ownerOf("trailName") } as const;
const store = { name: tail(named("eventDataStore")), accounts: ownerOf("eventDataStore") } as const;

const ofTrail = ({ name }: Which) => `trail/${name}`;
const ofStore = ({ name }: Which) => `eventdatastore/${name}`;

/**
 * The ways in which a trail can be narrowed, with the flag of each, and the state of a new trail if the call leaves the flag out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
 */
const SCOPES = [
  ["trail-regions", "isMultiRegionTrail", "off"],
  ["trail-organization", "isOrganizationTrail", "off"],
  ["trail-global-services", "includeGlobalServiceEvents", "on"],
  ["trail-validation", "enableLogFileValidation", "off"],
] as const;

/** Services whose management events are usually left out: there are many of them, and they change nothing. */
const USUALLY_LEFT_OUT = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

const UPDATE = "`aws cloudtrail update-trail`";

export const cloudtrail = defineService({
  name: "cloudtrail",
  label: "CloudTrail",
  arnService: "cloudtrail",
  consolePath: "/cloudtrailv2/home",
  protections: {
    trail: {
      subject: ({ name }) => `The trail ${name}`,
      severity: "CRITICAL",
      off: { is: "is switched off", was: "was stopped" },
      on: { is: "is logging", was: "was started" },
      meaning:
        "what is done from then on leaves no record in it, and where no other trail logs, Tocsin hears of no call either",
      remedy:
        "Start it again: `aws cloudtrail start-logging`; where it was deleted, first create it again under its name. If another trail has taken its place, resolve the alert.",
      resource: ofTrail,
    },
    "management-events": {
      subject: ({ name }) => `The trail ${name}`,
      severity: "CRITICAL",
      off: { is: "leaves out management events", was: "was set to leave out management events" },
      on: { is: "logs management events", was: "was set to log management events" },
      meaning: "calls that change something leave no record in it",
      remedy:
        "Log all management events again: `aws cloudtrail put-event-selectors`, with all write events and with no source left out.",
      resource: ofTrail,
    },
    "trail-regions": {
      subject: ({ name }) => `The trail ${name}`,
      severity: "HIGH",
      off: { is: "logs one Region only", was: "was set to log one Region only" },
      on: { is: "logs all Regions", was: "was set to log all Regions" },
      meaning: "what is done in the other Regions leaves no record in it",
      remedy: `Let it log all Regions again: ${UPDATE} with \`--is-multi-region-trail\`.`,
      resource: ofTrail,
    },
    "trail-organization": {
      subject: ({ name }) => `The trail ${name}`,
      // A call can repeat the setting of a trail that never was the organization's.
      severity: "MEDIUM",
      off: { is: "logs one account only", was: "was set to log one account only" },
      on: { is: "logs the whole organization", was: "was set to log the whole organization" },
      meaning: "what is done in the other accounts leaves no record in it",
      remedy: `Let it log the organization again: ${UPDATE} with \`--is-organization-trail\`.`,
      resource: ofTrail,
    },
    "trail-global-services": {
      subject: ({ name }) => `The trail ${name}`,
      severity: "MEDIUM",
      off: { is: "leaves out global services", was: "was set to leave out global services" },
      on: { is: "logs global services", was: "was set to log global services" },
      meaning: "calls to services such as IAM and STS leave no record in it",
      remedy: `Let it log global services again: ${UPDATE} with \`--include-global-service-events\`.`,
      resource: ofTrail,
    },
    "trail-validation": {
      subject: ({ name }) => `The trail ${name}`,
      severity: "LOW",
      off: { is: "does not protect its log files", was: "was set not to sign its log files any more" },
      on: { is: "protects its log files", was: "was set to sign its log files" },
      meaning: "nobody can tell whether one of them was changed or deleted",
      remedy: `Let it sign its log files again: ${UPDATE} with \`--enable-log-file-validation\`.`,
      resource: ofTrail,
    },
    "event-store": {
      subject: ({ name }) => `The event data store ${name}`,
      severity: "HIGH",
      off: { is: "was deleted", was: "was deleted" },
      on: { is: "is kept", was: "was restored" },
      meaning: "its events are gone seven days later",
      remedy: "Restore it before the seven days are over: `aws cloudtrail restore-event-data-store`.",
      resource: ofStore,
    },
    "event-store-ingestion": {
      subject: ({ name }) => `The event data store ${name}`,
      severity: "HIGH",
      off: { is: "takes no events", was: "was stopped" },
      on: { is: "takes events", was: "was started" },
      meaning: "what is done from then on leaves no record in it",
      remedy: "Start it again: `aws cloudtrail start-event-data-store-ingestion`.",
      resource: ofStore,
    },
    "event-store-regions": {
      subject: ({ name }) => `The event data store ${name}`,
      severity: "MEDIUM",
      off: { is: "takes the events of one Region only", was: "was set to take the events of one Region only" },
      on: { is: "takes the events of all Regions", was: "was set to take the events of all Regions" },
      meaning: "what is done in the other Regions leaves no record in it",
      remedy: "Let it take all Regions again: `aws cloudtrail update-event-data-store --multi-region-enabled`.",
      resource: ofStore,
    },
    "event-store-organization": {
      subject: ({ name }) => `The event data store ${name}`,
      severity: "MEDIUM",
      off: { is: "takes the events of one account only", was: "was set to take the events of one account only" },
      on: { is: "takes the events of the organization", was: "was set to take the events of the organization" },
      meaning: "what is done in the other accounts leaves no record in it",
      remedy: "Let it take the organization again: `aws cloudtrail update-event-data-store --organization-enabled`.",
      resource: ofStore,
    },
    administrator: {
      ...administrator("CloudTrail", "aws cloudtrail register-organization-delegated-admin"),
      severity: "MEDIUM",
      meaning: "only the management account can administer the organization's trails",
    },
  },
  calls: {
    StopLogging: [{ ...trail, protection: "trail", turn: "off" }],
    DeleteTrail: [
      { ...trail, protection: "trail", turn: "off", did: "was deleted" },
      // The ways in which it was narrowed end with it.
      ...[...SCOPES.map(([protection]) => protection), "management-events" as const].map(
        (protection): Effect<typeof protection> => ({ ...trail, protection, turn: "gone", did: "was deleted" }),
      ),
    ],
    // A new trail logs nothing before it is started. Whether it replaces a wider one is unknown.
    StartLogging: [{ ...trail, protection: "trail", turn: "on" }],
    CreateTrail: SCOPES.map(
      ([protection, name, unsaid]): Effect<typeof protection> => ({
        ...trail,
        protection,
        turn: either<Turn>(flag(name), () => unsaid),
      }),
    ),
    UpdateTrail: SCOPES.map(
      ([protection, name]): Effect<typeof protection> => ({
        ...trail,
        protection,
        turn: flag(name),
      }),
    ),
    PutEventSelectors: [{ ...selected, protection: "management-events", turn: managementEvents }],
    DeleteEventDataStore: [{ ...store, protection: "event-store", turn: "off" }],
    RestoreEventDataStore: [{ ...store, protection: "event-store", turn: "on" }],
    UpdateEventDataStore: [
      { ...store, protection: "event-store-regions", turn: flag("multiRegionEnabled") },
      { ...store, protection: "event-store-organization", turn: flag("organizationEnabled") },
    ],
    StopEventDataStoreIngestion: [{ ...store, protection: "event-store-ingestion", turn: "off" }],
    StartEventDataStoreIngestion: [{ ...store, protection: "event-store-ingestion", turn: "on" }],
    DeregisterOrganizationDelegatedAdmin: [
      { protection: "administrator", name: named("delegatedAdminAccountId"), turn: "off" },
    ],
    RegisterOrganizationDelegatedAdmin: [{ protection: "administrator", name: named("memberAccountId"), turn: "on" }],
  },
});

/**
 * Whether the selectors take all write management events. Read events may be left out, and so may a few services that have very many.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
function managementEvents({ parameters }: Place): Turn | undefined {
  const [basic, advanced] = ["eventSelectors", "advancedEventSelectors"].map((name) => itemsAt(parameters, name));
  if (basic?.length === 0 && advanced?.length === 0) return undefined;
  return basic?.some(takesWrites) || advanced?.some(selectsWrites) ? "on" : "off";
}

/** By default a selector takes all management events. */
function takesWrites(selector: unknown): boolean {
  return (
    valueAt(selector, "includeManagementEvents") !== false &&
    valueAt(selector, "readWriteType") !== "ReadOnly" &&
    itemsAt(selector, "excludeManagementEventSources").every(isUsuallyLeftOut)
  );
}

function selectsWrites(selector: unknown): boolean {
  const fields = itemsAt(selector, "fieldSelectors");
  const isOfManagement = fields.some(
    (field) => valueAt(field, "field") === "eventCategory" && itemsAt(field, "equals").includes("Management"),
  );
  return isOfManagement && fields.every(leavesWritesIn);
}

function leavesWritesIn(selector: unknown): boolean {
  switch (valueAt(selector, "field")) {
    case "eventCategory":
      return true;
    case "readOnly":
      return itemsAt(selector, "equals").includes("false");
    case "eventSource":
      return itemsAt(selector, "equals").length === 0 && itemsAt(selector, "notEquals").every(isUsuallyLeftOut);
    default:
      return false;
  }
}

function isUsuallyLeftOut(source: unknown): boolean {
  return USUALLY_LEFT_OUT.some((usual) => usual === source);
}
