/** Observations about custom key stores, which have no ARN: an account, a Region and an id identify one. */

import type { Identity } from "@tocsin/core/alert/identity";
import { active, cleared, type Observed, remark } from "@tocsin/core/alert/observation";
import { consoleLink, partitionOf } from "@tocsin/core/event/arn";
import { recordedCall } from "../caller.ts";
import type { StoreCall } from "./schema.ts";

/**
 * The call to connect a store does not mean that the store is connected: this takes up to twenty minutes, and can fail without an event.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ConnectCustomKeyStore.html
 */
export function storeCalled(event: StoreCall): Observed {
  const { owner: account, detail } = event;
  const id = detail.requestParameters.customKeyStoreId;
  const region = detail.awsRegion;
  const identity: Identity<"key-store-disconnected"> = {
    condition: "key-store-disconnected",
    partition: partitionOf(region),
    account,
    region,
    resource: id,
    discriminator: "",
  };
  const said = {
    identity,
    reporter: "kms",
    resource: id,
    link: consoleLink(region, `/kms/home?region=${region}#/kms/custom-key-stores/${id}`),
    ...recordedCall(detail, account),
  };
  switch (detail.eventName) {
    case "DisconnectCustomKeyStore":
      return [
        active(event, {
          ...said,
          severity: "HIGH",
          title: `Custom key store ${id} was disconnected`,
          summary: "The custom key store was disconnected: none of its keys can be used while it is disconnected.",
          attributes: { storeName: detail.additionalEventData?.customKeyStoreName ?? undefined },
        }),
      ];
    case "ConnectCustomKeyStore":
      return [
        remark(event, {
          ...said,
          effect: "unconfirmed",
          summary: "The custom key store was told to connect; whether it is connected is not known.",
        }),
      ];
    case "DeleteCustomKeyStore":
      return [
        cleared(event, {
          ...said,
          scope: "condition",
          because: "deleted",
          title: `Custom key store ${id} is deleted`,
          summary: "The custom key store was deleted; it had no keys any more.",
        }),
      ];
  }
}
