/** Functions, their event source mappings, and their schedules. */
import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import { GetScheduleCommand, type SchedulerClient } from "@aws-sdk/client-scheduler";
import { type Asked, known } from "../prerequisites/asked.ts";
import { askFor, type Found } from "./found.ts";

export interface DeployedFunction {
  /** `Active` where it can run. */
  readonly state: string;
  readonly lastUpdate: string;
  /** Why it is not active, or was not updated. */
  readonly reason?: string | undefined;
  /** The key by which its environment is encrypted. */
  readonly keyArn?: string | undefined;
}

export interface DeployedMapping {
  /** `Enabled` where it feeds the function. */
  readonly state: string;
  /** The result of its last batch, in Lambda's words. */
  readonly lastResult?: string | undefined;
}

export function readFunction(client: LambdaClient, FunctionName: string): Promise<Found<DeployedFunction>> {
  return askFor("lambda:GetFunctionConfiguration", async () => {
    const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason, KMSKeyArn } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    return {
      state: State ?? "",
      lastUpdate: LastUpdateStatus ?? "",
      reason: StateReason ?? LastUpdateStatusReason,
      keyArn: KMSKeyArn,
    };
  });
}

/** The function's event source mapping; nothing if it does not exist. */
export async function readMappings(
  client: LambdaClient,
  FunctionName: string,
): Promise<Asked<readonly DeployedMapping[]>> {
  const found = await askFor("lambda:ListEventSourceMappings", async () => {
    const { EventSourceMappings = [] } = await client.send(new ListEventSourceMappingsCommand({ FunctionName }));
    return EventSourceMappings.map(({ State: state = "", LastProcessingResult: lastResult }) => ({
      state,
      lastResult,
    }));
  });
  return found.known ? known(found.value ?? []) : found;
}

/** `ENABLED`, where it runs. */
export function readSchedule(client: SchedulerClient, Name: string): Promise<Found<string>> {
  return askFor("scheduler:GetSchedule", async () => (await client.send(new GetScheduleCommand({ Name }))).State ?? "");
}
