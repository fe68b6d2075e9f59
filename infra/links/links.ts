/** Links in messages: only if the configuration has them. */
import { acknowledgeSettings } from "@tocsin/lambda/deployment/settings";
import { LINK_PATH } from "@tocsin/lambda/handlers/acknowledge/link-address";
import type { LinkFront } from "../config.ts";
import { decryptBy } from "../encryption.ts";
import { deployFunction } from "../functions/function.ts";
import { config } from "../place.ts";
import { onTable, table } from "../table.ts";
import { fronts, OPEN_CONCURRENCY } from "./front.ts";
import { createLinkKey } from "./link-key.ts";

/** The signing function gets the URL and may use the key; the answering function may use the key, and decide. */
export const links = config.links && deployLinks(config.links.behind);

function deployLinks(front: LinkFront) {
  const key = createLinkKey();
  const fn = deployFunction("acknowledge", {
    timeoutSeconds: acknowledgeSettings.timeoutSeconds,
    reservedConcurrency: OPEN_CONCURRENCY,
    environment: {
      TOCSIN_ALERTS_TABLE: table.name,
      TOCSIN_LINK_KEY_ARN: key.arn,
      TOCSIN_STAGE: $app.stage,
    },
    permissions: [onTable("BatchGetItem", "PutItem", "Query"), decryptBy("dynamodb"), key.maySign],
  });
  const routes = [`GET ${LINK_PATH}/{token}`, `HEAD ${LINK_PATH}/{token}`, `POST ${LINK_PATH}`];
  const url = fronts[front]({ fn, noun: "acknowledge", api: "links", routes });
  return { fn, url, keyArn: key.arn, maySign: key.maySign };
}
