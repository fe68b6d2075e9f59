import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { residentBytes, usageOf } from "./process-tree.ts";

test.runIf(process.platform === "linux")("what a process has taken includes what its children have", async () => {
  const script = `const end = process.cpuUsage().user + 200_000;
    while (process.cpuUsage().user < end); process.stdout.write("done"); setInterval(() => {}, 1000)`;
  const child = spawn("sh", ["-c", '"$0" -e "$1"; :', process.execPath, script], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  try {
    await once(child.stdout, "data");
    const resident = residentBytes(child.pid ?? 0);
    const usage = usageOf(child.pid ?? 0);
    // Linux counts both by the way, and so not to the last tick and page.
    expect(usage.cpuSeconds).toBeGreaterThan(0.1);
    expect(usage.peakMegabytes * 2 ** 20).toBeGreaterThan(0.9 * resident);
    expect(resident).toBeGreaterThan(10 * 2 ** 20);
  } finally {
    process.kill(-(child.pid ?? 0), "SIGKILL");
  }
});

test("a process that is not there has taken nothing", () => {
  expect(usageOf(2 ** 30)).toEqual({ cpuSeconds: 0, peakMegabytes: 0 });
});
