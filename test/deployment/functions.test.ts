import { readdir } from "node:fs/promises";
import { nouns } from "@tocsin/aws/names";
import { conditions } from "@tocsin/core/alert/condition";
import { parseEvent } from "@tocsin/core/event/event";
import { channelKinds } from "@tocsin/core/policy/channels/declared-channels";
import { compileRules, ingested, sourceNamed } from "@tocsin/sources/registry";
import { allSamples } from "@tocsin/sources/testing/samples";
import { afterEach, expect, test, vi } from "vitest";

const directory = new URL("../../functions/", import.meta.url);

afterEach(() => vi.unstubAllEnvs());

test("there is an ingest function for every source, and for nothing else", async () => {
  const files = (await readdir(directory)).filter((file) => /^ingest-/.test(file));
  const wanted = ingested.map(({ name }) => `ingest-${name}.ts`);
  expect(files.sort(), "write functions/ingest-<source>.ts like its neighbours").toEqual(wanted.sort());
});

test("there is a deliver function for every kind of channel, and for nothing else", async () => {
  const files = (await readdir(directory)).filter((file) => /^deliver-/.test(file));
  const wanted = channelKinds.map((kind) => `${nouns.deliver(kind)}.ts`);
  expect(files.sort(), "write functions/deliver-<kind>.ts like its neighbours").toEqual(wanted.sort());
});

const functions = (await readdir(directory)).filter(
  (file) => file.endsWith(".ts") && !["deliver.ts", "ingest.ts"].includes(file),
);

test.each(functions)("%s loads with its environment, and without it says which variable is missing", async (file) => {
  const load = (query: string) => import(new URL(`${file}?${query}`, directory).href);
  await expect(load("bare")).rejects.toThrow(/environment variable TOCSIN_[A-Z_]+ is not set/);
  vi.stubEnv("TOCSIN_ADMINISTRATORS", '{"guardduty":["111122223333"]}');
  vi.stubEnv("TOCSIN_DELIVER_QUEUE_URLS", JSON.stringify(Object.fromEntries(channelKinds.map((kind) => [kind, "x"]))));
  vi.stubEnv("TOCSIN_PRODUCT_ARN", "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default");
  for (const name of [
    "TOCSIN_ONCALL_QUEUE_URL",
    "TOCSIN_CHAT_TOPIC_ARN",
    "TOCSIN_READABLE_TOPIC_ARN",
    "TOCSIN_ALERTS_TABLE",
    "TOCSIN_DEAD_LETTER_QUEUE_URL",
    "TOCSIN_LINK_KEY_ARN",
    "TOCSIN_OCSF_TOPIC_ARN",
    "TOCSIN_PREFIX",
    "TOCSIN_LINKS_URL",
    "TOCSIN_TOPIC_ARN",
    "TOCSIN_REPORT_BUCKET",
    "TOCSIN_REPORT_REGION",
    "TOCSIN_SCOPE",
    "TOCSIN_SECRETS_PATH",
    "TOCSIN_ALARM_TOPIC_ARN",
    "TOCSIN_STAGE",
    "TOCSIN_SYNC_BACK",
  ]) {
    vi.stubEnv(name, "x");
  }
  expect((await load("set")).handler).toBeTypeOf("function");
});

test("no two sources' rules take the same event, but where one leaves it to the other", async () => {
  const rules = compileRules(ingested);
  for (const { source, name, event } of await allSamples()) {
    const parsed = parseEvent(event);
    const takers = rules.filter(({ matches }) => matches(event)).map((rule) => rule.source);
    const own = takers.find((taker) => taker.name === source);
    const others = takers.filter((taker) => taker !== own);
    // Of the rules of AWS Config, one is ACM's.
    const isLeft = parsed.ok && own?.read(parsed.value, "unknown").outcome === "ignored";
    expect(others.length, `the sample ${name} of ${source} is taken by others`).toBeLessThanOrEqual(isLeft ? 1 : 0);
  }
});

test("each condition is opened by a sample of a source, so that the page of that source names it", async () => {
  const opened = (await allSamples()).flatMap(({ source, event }) => {
    const parsed = parseEvent(event);
    const reading = parsed.ok ? sourceNamed(source).read(parsed.value, "unknown") : undefined;
    return reading?.outcome === "observed"
      ? reading.observations
          .filter(({ statement }) => statement.state === "active")
          .map(({ identity }) => identity.condition)
      : [];
  });
  // Drills and mails that come back are Tocsin's own.
  expect([...new Set(Object.keys(conditions)).difference(new Set<string>(opened))]).toEqual(["mail-delivery", "drill"]);
});
