/** A Chromium that is installed already, as it draws a page. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import type { Picture } from "./pictures.ts";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where one is, if there is one. */
export function chromiumPath(): string | undefined {
  return [process.env.CHROMIUM ?? places].flat().find((place) => existsSync(place));
}

/** @throws Error where none is found, which says what to do. */
export async function openChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error(
      `pictures are drawn by a Chromium that is installed, and there is none at ${process.env.CHROMIUM ?? places.join(", ")}: ` +
        "install one (apt-get install chromium), or name yours: CHROMIUM=/path/to/chromium npm run pictures",
    );
  return chromium.launch({ executablePath, args: ["--disable-lcd-text"] });
}

/** As PNG. @throws Error where something of the page is cut off, or stands beside it. */
export async function drawn(
  browser: Browser,
  { width, height, scheme = "light", page: html }: Picture,
): Promise<Buffer> {
  const context = await browser.newContext({
    ...{ viewport: { width, height: height ?? 200 }, deviceScaleFactor: 2, colorScheme: scheme },
    // What is shown comes from outside, as the messages do: it runs and loads nothing.
    ...{ javaScriptEnabled: false, offline: true },
  });
  try {
    const page = await context.newPage();
    await page.setContent(html());
    const png = await page.screenshot({ fullPage: height === undefined, type: "png" });
    const shown = png.readUInt32BE(16) / 2;
    if (shown > width) throw new Error(`a picture of ${width} pixels has something beside it, ${shown} pixels wide`);
    return png;
  } finally {
    await context.close();
  }
}
