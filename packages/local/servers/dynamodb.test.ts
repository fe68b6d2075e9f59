import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ensureAlertsTable, names } from "../resources.ts";
import { startDynamodb } from "./dynamodb.ts";
import { openStreamRecords } from "./dynamodb-file.ts";

const isMissing = (file: string): never => {
  throw new Error(`Cannot find module '${file}'`);
};

const temporary: { directory: string } = { directory: "" };
beforeEach(async () => {
  temporary.directory = await mkdtemp(join(tmpdir(), "tocsin-dynamodb-"));
});
afterEach(() => rm(temporary.directory, { recursive: true }));

/** A search path on which `dynoxide` is this shell script. */
async function pathWith(script: string): Promise<string> {
  const file = join(temporary.directory, "dynoxide");
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return temporary.directory;
}

function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "eu-central-1", credentials });
}

async function isUp(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

describe("starting a DynamoDB", () => {
  test("brings up an empty one that the SDK can talk to, and stops it", async () => {
    const dynamodb = await startDynamodb({ searchPath: "" });
    const client = clientOf(dynamodb.endpoint);
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
    client.destroy();
    await dynamodb.stop();
    expect(await isUp(dynamodb.endpoint)).toBe(false);
    // Again, as whoever cleans up twice does.
    await dynamodb.stop();
  });

  test("leaves one alone that runs already", async () => {
    const theirs = await startDynamodb({ searchPath: "" });
    const ours = await startDynamodb({ endpoint: theirs.endpoint, searchPath: "", resolve: isMissing });
    expect(ours.endpoint).toBe(theirs.endpoint);
    await ours.stop();
    expect(await isUp(theirs.endpoint)).toBe(true);
    await theirs.stop();
  });

  test("says how to get one when there is none", async () => {
    await expect(startDynamodb({ searchPath: temporary.directory, resolve: isMissing })).rejects.toThrow(
      /npm has installed no @dynoxide\/.*no dynoxide.* on the PATH.*https:\/\/dynoxide\.dev.*--dynamodb-endpoint/,
    );
  });

  test("takes neither a directory of that name for one, nor what lies in the working directory", async () => {
    await mkdir(join(temporary.directory, "dynoxide"));
    await expect(startDynamodb({ searchPath: temporary.directory, resolve: isMissing })).rejects.toThrow("no DynamoDB");
    await expect(startDynamodb({ searchPath: "", resolve: isMissing })).rejects.toThrow("no DynamoDB");
  });
});

describe("what DynamoDB keeps", () => {
  test("is found by the order of its stream, so that a write takes the same however many there were", async () => {
    const databaseFile = join(temporary.directory, "alerts.db");
    const dynamodb = await startDynamodb({ databaseFile, searchPath: "" });
    const database = new DatabaseSync(databaseFile);
    const plan = database
      .prepare(
        "EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?",
      )
      .all("t");
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining("USING COVERING INDEX")]);
    database.close();
    await dynamodb.stop();
  });

  test("loses the records of a stream that were read, and numbers the next one as if it had not", async () => {
    const databaseFile = join(temporary.directory, "alerts.db");
    const dynamodb = await startDynamodb({ databaseFile, searchPath: "" });
    const client = clientOf(dynamodb.endpoint);
    await ensureAlertsTable(client);
    const put = (pk: string) =>
      client.send(new PutItemCommand({ TableName: names.alertsTable, Item: { pk: { S: pk }, sk: { S: "HEAD" } } }));
    const database = new DatabaseSync(databaseFile, { readOnly: true });
    const numbers = () =>
      database
        .prepare("SELECT CAST(sequence_number AS INTEGER) n FROM _stream_records ORDER BY n")
        .all()
        .map(({ n }) => n);
    for (const pk of ["a", "b", "c"]) await put(pk);
    expect(numbers()).toEqual([1, 2, 3]);
    dynamodb.streamRecords?.trim(names.alertsTable, "2");
    expect(numbers()).toEqual([2, 3]);
    dynamodb.streamRecords?.trim("another-table", "3");
    dynamodb.streamRecords?.trim(names.alertsTable, "3");
    expect(numbers()).toEqual([3]);
    await put("d");
    expect(numbers()).toEqual([3, 4]);
    database.close();
    client.destroy();
    await dynamodb.stop();
  });

  test("is left as it is, with a warning, when another dynoxide made it", async () => {
    const path = join(temporary.directory, "alerts.db");
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE _config (key TEXT, value TEXT); INSERT INTO _config VALUES ('schema_version', '77')");
    database.exec("CREATE TABLE _stream_records (table_name TEXT, sequence_number TEXT)");
    database.exec("INSERT INTO _stream_records VALUES ('t', '1')");
    const warned = once(process, "warning");
    expect(openStreamRecords({ path })).toBeUndefined();
    const [warning] = await warned;
    expect(warning.message).toMatch(/schema 77, but .* schema 9, .*Install dynoxide 1\.2\.1.*dynamodb-file\.ts/);
    expect(database.prepare("SELECT name FROM sqlite_master WHERE type = 'index'").all()).toEqual([]);
    expect(database.prepare("SELECT * FROM _stream_records").all().length).toBe(1);
    database.close();
  });

  test("is for this user alone, and gone after it stopped, unless it has a place", async () => {
    vi.stubEnv("TMPDIR", temporary.directory);
    const dynamodb = await startDynamodb({ searchPath: "" });
    const [made = ""] = await readdir(temporary.directory);
    expect((await stat(join(temporary.directory, made))).mode & 0o077).toBe(0);
    await dynamodb.stop();
    expect(await readdir(temporary.directory)).toEqual([]);
    vi.unstubAllEnvs();
  });
});

describe.skipIf(process.platform === "win32")("a DynamoDB whose parent is killed", () => {
  /** Another process, which started one. */
  async function parentOf(options: { readonly databaseFile?: string }) {
    const program = `
      import { startDynamodb } from ${JSON.stringify(new URL("dynamodb.ts", import.meta.url).href)};
      const { endpoint } = await startDynamodb({ ...${JSON.stringify(options)}, searchPath: "" });
      process.stdout.write(endpoint);
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      env: { ...process.env, TMPDIR: temporary.directory },
    });
    const [endpoint] = await once(parent.stdout, "data");
    return { parent, endpoint: String(endpoint) };
  }

  test("ends with it, and nothing is left of what nobody wanted to keep", async () => {
    const { parent, endpoint } = await parentOf({});
    expect(await readdir(temporary.directory)).toHaveLength(1);
    parent.kill("SIGKILL");
    await expect.poll(() => isUp(endpoint), { timeout: 10_000 }).toBe(false);
    await expect.poll(() => readdir(temporary.directory), { timeout: 10_000 }).toEqual([]);
  });

  test.runIf(process.platform === "linux")("leaves nothing behind when it was the first to end", async () => {
    const { parent, endpoint } = await parentOf({});
    for (const pid of await dynoxidesIn(temporary.directory)) process.kill(pid, "SIGKILL");
    await expect.poll(() => isUp(endpoint), { timeout: 10_000 }).toBe(false);
    parent.kill("SIGKILL");
    await expect.poll(() => readdir(temporary.directory), { timeout: 10_000 }).toEqual([]);
  });

  async function dynoxidesIn(directory: string): Promise<readonly number[]> {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(
      pids.map(async (pid) => {
        const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
        return words[1] === "serve" && words.some((word) => word.startsWith(directory)) ? [Number(pid)] : [];
      }),
    );
    return found.flat();
  }

  test("ends with it, and its database is free again with all that was written", async () => {
    const databaseFile = join(temporary.directory, "alerts.db");
    const { parent, endpoint } = await parentOf({ databaseFile });
    const client = clientOf(endpoint);
    await ensureAlertsTable(client);
    client.destroy();
    expect(await isUp(endpoint)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isUp(endpoint), { timeout: 10_000 }).toBe(false);
    const next = await startDynamodb({ databaseFile, searchPath: "" });
    const reader = clientOf(next.endpoint);
    expect((await reader.send(new ListTablesCommand())).TableNames).toEqual([names.alertsTable]);
    reader.destroy();
    await next.stop();
  });
});

describe.skipIf(process.platform === "win32")("a binary that dies before it answers", () => {
  test.each([
    ["with a code", "echo 'the database is locked' >&2; exit 3", /dynoxide ended with 3: the database is locked$/],
    ["by a signal", "echo 'out of memory' >&2; kill -9 $$", /dynoxide ended with SIGKILL: out of memory$/],
  ])("%s is quoted with its last words", async (_, script, message) => {
    const before = process.listenerCount("exit");
    await expect(startDynamodb({ searchPath: await pathWith(script), resolve: isMissing })).rejects.toThrow(message);
    expect(process.listenerCount("exit")).toBe(before);
  });

  test("because it is none is named", async () => {
    const searchPath = await pathWith("");
    await writeFile(join(searchPath, "dynoxide"), "#!/nowhere/to/be/found\n");
    await expect(startDynamodb({ searchPath, resolve: isMissing })).rejects.toThrow(/dynoxide cannot be run: spawn/);
  });
});
