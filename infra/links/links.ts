/** Links in messages: made only where the configuration asks for them. */
import { acknowledgeSettings } from "@tocsin/lambda/deployment/settings";
import type { LinkFront } from "../config.ts";
import { decryptBy } from "../encryption.ts";
import { deployFunction } from "../functions/function.ts";
import { config } from "../place.ts";
import { onTable, table } from "../table.ts";
import { fronts } from "./front.ts";
import { createLinkKey } from "./link-key.ts";

/** A flood waits for these, and takes none from what ingests and notifies: docs/adr/0039. */
const CONCURRENCY = 5;

/** What signs is told the URL and may use the key; who answers may use the key, and decide. */
export const links = config.links && deployLinks(config.links.behind);

function deployLinks(front: LinkFront) {
  const key = createLinkKey();
  const fn = deployFunction("acknowledge", {
    timeoutSeconds: acknowledgeSettings.timeoutSeconds,
    reservedConcurrency: CONCURRENCY,
    environment: {
      TOCSIN_ALERTS_TABLE: table.name,
      TOCSIN_LINK_KEY_ARN: key.arn,
      TOCSIN_STAGE: $app.stage,
    },
    permissions: [onTable("BatchGetItem", "PutItem", "Query"), decryptBy("dynamodb"), key.maySign],
  });
  return { fn, url: fronts[front](fn), keyArn: key.arn, maySign: key.maySign };
}
