import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { countsWith } from "@tocsin/oncall/testing/sample-group";
import { notificationWith } from "@tocsin/oncall/testing/sample-notification";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findAlertmanager } from "./alertmanager.ts";
import { countedIn } from "./oncall-storm.ts";

const messageOf = (groupId: string, sequence: number, open: number) =>
  notificationWith({ groupId, sequence, counts: countsWith({ CRITICAL: open }, { CRITICAL: open }) });

describe("the alerts that messages tell of", () => {
  test("are those of the last message of each group", () => {
    const sent = [messageOf("one", 1, 5), messageOf("two", 1, 20), messageOf("one", 2, 100)];
    expect(countedIn(sent)).toBe(120);
  });

  test("are none where nothing was sent", () => {
    expect(countedIn([])).toBe(0);
  });
});

describe("Alertmanager", () => {
  const temporary = { directory: "" };
  const named = (name: string) => join(temporary.directory, name, "prometheus-alertmanager");
  beforeEach(async () => {
    temporary.directory = await mkdtemp(join(tmpdir(), "tocsin-path-"));
    for (const name of ["installed", "unusable", "empty"]) await mkdir(join(temporary.directory, name));
    for (const name of ["installed", "unusable"]) await writeFile(named(name), "#!/bin/sh\n");
    await chmod(named("installed"), 0o755);
  });
  afterEach(() => rm(temporary.directory, { recursive: true }));
  const pathOf = (...names: readonly string[]) => names.map((name) => join(temporary.directory, name)).join(delimiter);

  test("is found in the first directory of the PATH that has it as a program", () => {
    expect(findAlertmanager(pathOf("empty", "unusable", "installed"))).toBe(named("installed"));
  });

  test.each([
    ["no directory has it", () => pathOf("empty", "missing")],
    ["it is no program", () => pathOf("unusable")],
    ["the PATH is empty", () => ""],
  ])("is not found where %s", (_title, path) => {
    expect(findAlertmanager(path())).toBeUndefined();
  });
});
