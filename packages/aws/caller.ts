/** Who calls AWS, as AWS itself says. */
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { CallError, call } from "./call.ts";

export interface Caller {
  /** Of a user, or of a role with the name of its session, `arn:aws:sts::111122223333:assumed-role/Admin/jane`. */
  readonly arn: string;
  /** How far AWS's clock is ahead of this machine's, to the second. */
  readonly clockOffsetMilliseconds: number;
}

/**
 * Asks whose credentials these are. It takes no permission.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @throws CallError
 */
export async function callerOf(client: STSClient): Promise<Caller> {
  const { Arn } = await call("GetCallerIdentity", () => client.send(new GetCallerIdentityCommand({})));
  if (Arn === undefined) throw new CallError("GetCallerIdentity gave no ARN", false);
  // The SDK computes it from the answer's date, since AWS refuses signatures with another time than its own.
  return { arn: Arn, clockOffsetMilliseconds: client.config.systemClockOffset };
}
