/** Builds the digests of the table at an endpoint, and prints what they count, and the most memory and the time that this process took. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createAlertsReader } from "@tocsin/aws/alerts/alerts-reader";
import type { AlertView } from "@tocsin/core/alert/view";
import { emptyDirectory } from "@tocsin/core/directory/directory";
import { parsePolicy } from "@tocsin/core/policy/parse-policy";
import { csvLine } from "@tocsin/digest/render/csv";
import { buildReports } from "@tocsin/digest/report/build";
import { NOW, WEEK } from "./digest-pages.ts";

async function* none() {}

const [endpoint = "", owners = "0"] = process.argv.slice(2);
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const client = new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
const { parts } = createAlertsReader({ client, tableName: "alerts" });
const policy = parsePolicy({});
if (!policy.ok) throw new Error(policy.refusal.problem);
let bytes = 0;
const reports = await buildReports(
  {
    week: WEEK,
    now: NOW,
    scope: "bench",
    place: "--stage bench",
    policy: policy.value,
    directory: emptyDirectory,
    mode: "live",
    parts: parts(),
    cells: none(),
    silences: [],
    notified: none(),
    failing: [],
    editions: Array.from({ length: Number(owners) }, (_, n) => ({
      edition: { kind: "owner", name: `team-${n}` },
      timezone: "UTC",
    })),
    details: async () => new Map<string, AlertView>(),
  },
  (row) => {
    bytes += csvLine(row).length;
  },
);
client.destroy();
const [organization, ...others] = reports;
const { maxRSS: kilobytes, userCPUTime, systemCPUTime } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({
    open: organization?.verdict.open,
    inEditions: others.reduce((sum, { verdict }) => sum + verdict.open, 0),
    entries: organization?.house?.health.transitions,
    bytes,
    kilobytes,
    seconds: (userCPUTime + systemCPUTime) / 1e6,
  }),
);
