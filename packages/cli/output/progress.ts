/** One line that shows the progress of long work. It is shown on a terminal only, and erased when the work is done. */
import type { Terminal } from "./terminal.ts";

export interface Progress {
  show(text: string): void;
  clear(): void;
}

const REDRAW_MILLISECONDS = 100;

export function createProgress({ stderr }: Pick<Terminal, "stderr">): Progress {
  if (stderr.isTTY !== true) return { show: () => {}, clear: () => {} };
  let drawnAt = 0;
  let isShown = false;
  return {
    show(text) {
      if (performance.now() - drawnAt < REDRAW_MILLISECONDS) return;
      drawnAt = performance.now();
      isShown = true;
      stderr.write(`\r\u001b[K${text.slice(0, 78)}`);
    },
    clear() {
      if (isShown) stderr.write("\r\u001b[K");
      isShown = false;
    },
  };
}
