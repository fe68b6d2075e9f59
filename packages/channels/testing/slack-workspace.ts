/** A workspace of Slack on this machine, by its documentation: messages of a channel, their threads, and what its members hear of. */
import { isObject } from "@tocsin/core/text/json";
import type { ScriptedResponse } from "./receiver.ts";

interface Message {
  readonly ts: string;
  /** Of its thread, where it is a reply. */
  readonly thread: string | undefined;
  readonly isInChannel: boolean;
  /** As it reads now. */
  text: string;
  blocks: unknown;
}

/** A button, as an app has made it. */
export interface ShownButton {
  readonly action_id: string;
  readonly value: string;
}

export interface SlackWorkspace {
  /** Those that the channel shows, each as it reads now. */
  inChannel(): readonly string[];
  /** The replies in the thread of the message at this place of the channel. */
  thread(of: number): readonly string[];
  /** The buttons of the message at this place of the channel. */
  buttons(of: number): readonly ShownButton[];
  /** How often the channel's members saw something new in it. */
  heard(): number;
  /** Takes a message out, as an administrator does. */
  remove(place: number): void;
  /** Takes a call, by its method and body. */
  take(method: string, body: string): ScriptedResponse;
}

export function slackWorkspace(): SlackWorkspace {
  const messages: Message[] = [];
  let heard = 0;
  const shown = () => messages.filter(({ isInChannel }) => isInChannel);
  const answer = (body: object): ScriptedResponse => ({ status: 200, body: JSON.stringify(body) });
  return {
    inChannel: () => shown().map(({ text }) => text),
    thread: (of) => messages.filter(({ thread }) => thread === shown()[of]?.ts).map(({ text }) => text),
    buttons: (of) => buttonsIn(shown()[of]?.blocks),
    heard: () => heard,
    remove(place) {
      const gone = shown()[place];
      if (gone !== undefined) messages.splice(messages.indexOf(gone), 1);
    },
    take(method, body) {
      const value: unknown = JSON.parse(body);
      const call = isObject(value) ? value : {};
      const text = textIn(call.blocks);
      if (method === "chat.update") {
        const message = messages.find(({ ts }) => ts === call.ts);
        if (message === undefined) return answer({ ok: false, error: "message_not_found" });
        Object.assign(message, { text, blocks: call.blocks });
        return answer({ ok: true, channel: call.channel, ts: message.ts });
      }
      const thread = typeof call.thread_ts === "string" ? call.thread_ts : undefined;
      if (thread !== undefined && !messages.some(({ ts }) => ts === thread))
        return answer({ ok: false, error: "thread_not_found" });
      const ts = `1764000000.${String(messages.length + 1).padStart(6, "0")}`;
      const isInChannel = thread === undefined || call.reply_broadcast === true;
      messages.push({ ts, thread, isInChannel, text, blocks: call.blocks });
      if (isInChannel) heard += 1;
      return answer({ ok: true, channel: call.channel, ts, message: { text } });
    },
  };
}

/** All texts in blocks, in order. */
function textIn(blocks: unknown): string {
  if (Array.isArray(blocks)) return blocks.map(textIn).join("");
  if (!isObject(blocks) || blocks.type === "actions") return "";
  return typeof blocks.text === "string" ? blocks.text : textIn(blocks.elements);
}

function buttonsIn(blocks: unknown): readonly ShownButton[] {
  if (Array.isArray(blocks)) return blocks.flatMap(buttonsIn);
  if (!isObject(blocks)) return [];
  const { type, action_id, value, elements } = blocks;
  const isButton = type === "button" && typeof action_id === "string" && typeof value === "string";
  return isButton ? [{ action_id, value }] : buttonsIn(elements);
}
