/** The client of GuardDuty that Lambda's Node.js runtime carries, for each Region that is asked for. */
import { createRequire } from "node:module";
import type { GuardDutyCalls } from "@tocsin/aws/guardduty";

export function runtimeGuardDuty(): (region: string) => GuardDutyCalls {
  const clients = new Map<string, GuardDutyCalls>();
  return (region) => {
    const client = clients.get(region) ?? newClient(region);
    clients.set(region, client);
    return client;
  };
}

function newClient(region: string): GuardDutyCalls {
  // Not called `require`, which the bundler would follow. ES modules do not look where the runtime keeps its SDK; this does.
  const load = createRequire(import.meta.url);
  const { GuardDuty } = load("@aws-sdk/client-guardduty") as {
    readonly GuardDuty: new (options: { readonly region: string }) => GuardDutyCalls;
  };
  return new GuardDuty({ region });
}
