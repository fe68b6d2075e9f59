/** What a process and all that descend of it have taken, as Linux shows it. */
import { readFileSync } from "node:fs";

/** In user and in system mode. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS_A_SECOND = 100;

/** The bytes that are resident now. */
export function residentBytes(pid: number): number {
  return sumOver(pid, (one) => kilobytesIn(one, "VmRSS") * 1024);
}

export interface Usage {
  readonly cpuSeconds: number;
  /** The most that each was resident with, together, though they need not have been so at the same time. */
  readonly peakMegabytes: number;
}

/** Of those that still run. */
export function usageOf(pid: number): Usage {
  return {
    cpuSeconds: sumOver(pid, cpuSeconds),
    peakMegabytes: sumOver(pid, (one) => kilobytesIn(one, "VmHWM")) / 1024,
  };
}

/** A process that has just ended counts as nothing. */
function sumOver(pid: number, amount: (pid: number) => number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    return amount(pid) + children.reduce((sum, child) => sum + sumOver(child, amount), 0);
  } catch {
    return 0;
  }
}

function kilobytesIn(pid: number, name: string): number {
  const [, kilobytes] =
    new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes ?? 0);
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is a name, which may hold blanks and ends with the last parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
