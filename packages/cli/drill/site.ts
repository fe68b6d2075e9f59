/** Where a drill is held: the bus that takes it, in whose name, and the table in which it is followed. */
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { type Bus, createBus } from "@tocsin/aws/bus";
import { NAME_PREFIX, nameIn, nouns } from "@tocsin/aws/names";
import { shownAuthor } from "@tocsin/core/alert/decision";
import { parseArn } from "@tocsin/core/event/arn";
import type { Instant } from "@tocsin/core/event/instant";
import { shellWord } from "@tocsin/core/text/shell-word";
import { region } from "@tocsin/local/servers/servers";
import { CommandError, exitCodes, shownPath } from "../output/terminal.ts";
import { authorFor } from "../stack/author.ts";
import { deployedStage, type StageOptions } from "../stack/deployed-stage.ts";
import type { TableOptions } from "../stack/open-table.ts";
import { logIn, readServing } from "../stack/serving.ts";
import type { Looked } from "./hop.ts";

export interface DrillSite {
  readonly bus: Bus;
  /** Where the events are of that are put on it. */
  readonly account: string;
  readonly region: string;
  readonly startedBy: string;
  readonly now: () => Instant;
  /** Where it says what became of a drill. */
  readonly looked: Looked;
  /** The options by which commands find the stack. */
  readonly place: string;
  close(): void;
}

/** As much as a drill says of who started it. */
const STARTED_BY_LIMIT = 200;
/** No account has this one: a serving stack gives it to whoever names none. */
const LOCAL_ACCOUNT = "000000000000";

/** @throws CommandError where no stack serves. @throws CallError where AWS does not say who calls. */
export function drillSite(place: TableOptions & StageOptions): Promise<DrillSite> {
  return place.stage === undefined ? servingSite(place.dataDir) : deployedSite(place, place.stage);
}

async function deployedSite(place: TableOptions & StageOptions, stage: string): Promise<DrillSite> {
  const names = deployedStage(stage, place.config);
  const { by, now } = await authorFor(place);
  const client = new EventBridgeClient();
  const { account = "", resource = by } = parseArn(by) ?? {};
  return {
    bus: createBus({ client, busName: nameIn(names, nouns.bus) }),
    account,
    region: await client.config.region(),
    startedBy: shownAuthor(resource).slice(0, STARTED_BY_LIMIT),
    now,
    looked: { prefix: names.prefix },
    place: `--stage ${stage}`,
    close: () => client.destroy(),
  };
}

async function servingSite(dataDir: string): Promise<DrillSite> {
  const serving = await readServing(dataDir);
  if (serving === undefined)
    throw new CommandError(
      `no stack serves on ${shownPath(dataDir)}: start one with \`tocsin run --serve\`, or name a deployed one with --stage`,
      exitCodes.refused,
    );
  const { by, now } = await authorFor({ dataDir });
  const credentials = { accessKeyId: LOCAL_ACCOUNT, secretAccessKey: "local" };
  const client = new EventBridgeClient({ endpoint: serving.busEndpoint, region, credentials });
  return {
    bus: createBus({ client, busName: `${NAME_PREFIX}-${nouns.bus}` }),
    account: LOCAL_ACCOUNT,
    region,
    startedBy: shownAuthor(by),
    now,
    looked: { log: shownPath(logIn(dataDir)) },
    place: `--data-dir ${shellWord(dataDir)}`,
    close: () => client.destroy(),
  };
}
