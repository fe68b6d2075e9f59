import { describe, expect, test } from "vitest";
import { parse } from "../../text/parse.ts";
import { referencesIn } from "../secret-reference.ts";
import { channelKinds, channelSchema, declaredChannels } from "./declared-channels.ts";
import { nowhere } from "./nowhere.ts";

describe.each(channelKinds)("what leads nowhere of %s", (kind) => {
  test("is a channel of that kind that a policy may have", () => {
    expect(nowhere[kind].type).toBe(kind);
    expect(parse(channelSchema, nowhere[kind])).toEqual({ ok: true, value: nowhere[kind] });
  });

  test("refers to secrets where a channel of that kind has any", () => {
    expect(referencesIn(nowhere[kind]).length > 0).toBe(declaredChannels[kind].readsSecrets !== "none");
  });
});
