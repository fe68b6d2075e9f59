import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findAlertmanager } from "./alertmanager.ts";

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
