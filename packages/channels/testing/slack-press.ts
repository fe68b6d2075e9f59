/** What Slack sends of a press of a button, signed as its documentation says. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
import { createHmac } from "node:crypto";
import { epochOf, type Instant } from "@tocsin/core/event/instant";
import type { ShownButton } from "./slack-workspace.ts";

export interface PressOptions {
  readonly button: ShownButton;
  readonly user: string;
  readonly at: Instant;
  readonly secret: string;
  readonly answerTo: string;
  readonly app?: string;
  readonly workspace?: string;
}

export interface SentPress {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const SLACK_APP = "A0123456789";
export const SLACK_WORKSPACE = "T0123456789";

export function pressOf(options: PressOptions): SentPress {
  const { button, user, answerTo, app = SLACK_APP, workspace = SLACK_WORKSPACE } = options;
  const payload = {
    type: "block_actions",
    user: { id: user, username: "ada", name: "ada", team_id: workspace },
    api_app_id: app,
    token: "a-token-of-before",
    container: { type: "message", message_ts: "1764000000.000001", channel_id: "C0123456789", is_ephemeral: false },
    trigger_id: "12466734323.1395872398",
    team: { id: workspace, domain: "example" },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: "C0123456789", name: "alerts" },
    message: { type: "message", ts: "1764000000.000001", text: "…" },
    state: { values: {} },
    response_url: answerTo,
    actions: [
      {
        ...{ ...button, block_id: "x", type: "button", action_ts: "1764000009.000200" },
        text: { type: "plain_text", text: "Acknowledge", emoji: true },
      },
    ],
  };
  return signedForm(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), options);
}

/** Any body, signed as Slack does. */
export function signedForm(body: string, { at, secret }: Pick<PressOptions, "at" | "secret">): SentPress {
  const timestamp = String(Math.floor(epochOf(at) / 1000));
  const signature = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": `v0=${signature}`,
    },
    body,
  };
}
