/**
 * The buttons of a message, and the content of a press. A button contains its message's offer: Slack returns it with the press, as it got
 * it from whoever has the app's token. https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */
import { escapedJson } from "@tocsin/core/text/json";
import { parse } from "@tocsin/core/text/parse";
import type { Offer } from "@tocsin/oncall/links/offer";
import { offerFields } from "@tocsin/oncall/links/offer-schema";
import * as v from "valibot";
import { fieldsIn } from "../https/provider.ts";

/** What each does, by its id. */
const actions = {
  "tocsin-acknowledge": "acknowledge",
  "tocsin-silence": "silence",
  "tocsin-show": "show",
} as const;

export type Action = (typeof actions)[keyof typeof actions];

/** The command's default length of a silence. */
export const SILENCE_HOURS = 4;

const labels: Readonly<Record<Action, string>> = {
  acknowledge: "Acknowledge",
  silence: `Silence ${SILENCE_HOURS} h`,
  show: "Show",
};

export interface Actions {
  readonly type: "actions";
  readonly elements: readonly Button[];
}

interface Button {
  readonly type: "button";
  readonly action_id: string;
  readonly text: { readonly type: "plain_text"; readonly text: string };
  readonly value: string;
}

export function buttonsOf(offer: Offer): Actions {
  const value = escapedJson(offer);
  const elements = Object.entries(actions).map(
    ([action_id, action]): Button => ({
      ...{ type: "button", action_id, text: { type: "plain_text", text: labels[action] }, value },
    }),
  );
  return { type: "actions", elements };
}

/** What somebody wants who has pressed a button. */
export interface Press {
  /** By their ids: of the app whose button it is, and of whoever pressed it and where. */
  readonly app: string;
  readonly workspace: string;
  readonly user: string;
  readonly action: Action;
  readonly offer: Offer;
  /** Where Slack takes an answer to it. */
  readonly answerTo: string;
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const pressSchema = v.object({
  type: v.literal("block_actions"),
  api_app_id: v.string(),
  team: v.object({ id: v.string() }),
  user: v.object({ id: v.string() }),
  response_url: v.string(),
  actions: v.strictTuple([
    v.object({ action_id: v.picklist(Object.keys(actions) as (keyof typeof actions)[]), value: v.string() }),
  ]),
});

const offerSchema = v.strictObject(offerFields);

/** The press in a request's body: a form whose only field is JSON. Nothing if the body is something else. */
export function pressIn(body: Buffer): Press | undefined {
  const [payload = "", ...others] = new URLSearchParams(body.toString()).getAll("payload");
  const parsed = others.length > 0 ? undefined : parse(pressSchema, fieldsIn(payload));
  if (!parsed?.ok) return undefined;
  const { api_app_id: app, team, user, response_url: answerTo } = parsed.value;
  const [{ action_id, value }] = parsed.value.actions;
  const offer = parse(offerSchema, fieldsIn(value));
  if (!offer.ok) return undefined;
  return { app, workspace: team.id, user: user.id, action: actions[action_id], offer: offer.value, answerTo };
}
