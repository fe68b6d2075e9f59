import { expect, test } from "vitest";
import { scopeOf } from "./scope.ts";

interface Options {
  readonly files?: readonly string[];
  readonly dataDir?: string;
  readonly serve?: boolean;
}

test.each<[string, Options, string]>([
  ["the sample", {}, "sample organization"],
  ["the sample in a directory of its own", { dataDir: "somewhere/acme" }, "sample organization"],
  ["a data directory, by its own name", { files: ["events.json"], dataDir: "somewhere/acme/" }, "acme"],
  ["the working directory, by its name", { files: ["events.json"], dataDir: "../cli", serve: true }, "cli"],
  ["one file", { files: ["exports/events.json"] }, "events.json"],
  ["several files", { files: ["a.json", "b.json", "c.json"] }, "a.json and 2 more"],
  ["a pipe", { files: ["-"] }, "standard input"],
  ["whatever is sent", { serve: true }, "organization"],
  ["whatever is sent into a data directory", { serve: true, dataDir: "acme" }, "acme"],
])("a digest of %s says so", (_, { files = [], ...options }, scope) => {
  expect(scopeOf(files, options)).toBe(scope);
});
