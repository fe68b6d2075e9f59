/** The digest as a browser shows it: at every width, by day and at night, on paper, and to whoever does not see it. */
import { renderMail } from "@tocsin/digest/render/mail/mail";
import { renderHtml } from "@tocsin/digest/render/page/page";
import { calmReport, sampleReport } from "@tocsin/digest/testing/sample-report";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, openChromium } from "../pictures/chromium.ts";

const found = chromiumPath();

const desktop = { width: 1280, height: 800 };
const views: readonly (readonly [string, BrowserContextOptions])[] = [
  ["a desktop", { viewport: desktop }],
  ["a desktop at night", { viewport: desktop, colorScheme: "dark" }],
  ["a phone", { viewport: { width: 360, height: 740 } }],
  ["a phone at night", { viewport: { width: 360, height: 740 }, colorScheme: "dark" }],
  ["a tablet", { viewport: { width: 820, height: 1180 } }],
];
const pages = {
  "the page": renderHtml(sampleReport),
  "a calm page": renderHtml(calmReport),
  "the mail": renderMail(sampleReport),
};

// Whoever has none is told, and the others have looked: CI installs one.
beforeEach(({ skip }) => {
  skip(found === undefined, "there is no Chromium here to look with: apt-get install chromium");
});

let browser: Browser | undefined;
beforeAll(async () => {
  if (found !== undefined) browser = await openChromium();
});
afterAll(() => browser?.close());

/** Opens it as a file from the outside: what it asks for is noted, and it gets nothing. */
async function opened<T>(
  html: string,
  options: BrowserContextOptions,
  look: (page: Page, asked: string[]) => Promise<T>,
) {
  if (browser === undefined) throw new Error("there is no browser");
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const asked: string[] = [];
    await context.route("**/*", async (route) => {
      const url = route.request().url();
      if (url === "https://digest.invalid/")
        await route.fulfill({ body: html, contentType: "text/html; charset=utf-8" });
      else {
        asked.push(url);
        await route.abort();
      }
    });
    await page.goto("https://digest.invalid/");
    return await look(page, asked);
  } finally {
    await context.close();
  }
}

interface AxeRun {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

async function unfold(page: Page): Promise<void> {
  await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
}

const heightOf = (page: Page) => page.evaluate<number>("document.documentElement.scrollHeight");
const widthOf = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth");
const bottomOf = (page: Page, selector: string) =>
  page.evaluate<number>(`document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().bottom`);

describe.each(Object.entries(pages))("%s", (_name, html) => {
  test.each(views)("is read by all on %s, is cut off nowhere, and asks for nothing", async (_view, options) => {
    await opened(html, options, async (page, asked) => {
      await unfold(page);
      expect(await widthOf(page)).toBeLessThanOrEqual(options.viewport?.width ?? 0);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeRun>("axe.run()");
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 300))])).toEqual([]);
      expect(asked.filter((url) => !url.endsWith("/favicon.ico"))).toEqual([]);
    });
  });
});

describe("the page", () => {
  test("of the sample week has four screens at most, and says what to do first on the first", async () => {
    await opened(pages["the page"], { viewport: desktop }, async (page) => {
      expect(await heightOf(page)).toBeLessThanOrEqual(4 * desktop.height);
      expect(await bottomOf(page, ".verdict")).toBeLessThan(200);
      expect(await bottomOf(page, ".first > li:nth-of-type(3)")).toBeLessThan(desktop.height);
    });
  });

  test.each(Object.entries(pages))("%s is below 150 KB", (_name, page) => {
    expect(Buffer.byteLength(page)).toBeLessThan(150_000);
  });

  test("of a calm week has one screen before what is folded", async () => {
    await opened(pages["a calm page"], { viewport: desktop }, async (page) => {
      const top = await page.evaluate<number>("document.querySelector('.folds').getBoundingClientRect().top");
      expect(top).toBeLessThan(desktop.height / 2);
    });
  });

  test("unfolds without a script", async () => {
    await opened(pages["the page"], { viewport: desktop, javaScriptEnabled: false }, async (page) => {
      const owner = page.getByRole("rowheader", { name: "team-payments" }).first();
      expect(await owner.isVisible()).toBe(false);
      await page.getByRole("heading", { name: "By owner" }).click();
      expect(await owner.isVisible()).toBe(true);
    });
  });

  test("shows on paper what it folds, on a handful of pages", async () => {
    await opened(pages["the page"], { viewport: desktop }, async (page) => {
      const folded = await page.pdf({ format: "A4", preferCSSPageSize: true });
      await unfold(page);
      const unfolded = await page.pdf({ format: "A4", preferCSSPageSize: true });
      expect(pagesOf(folded)).toBe(pagesOf(unfolded));
      expect(pagesOf(folded)).toBeGreaterThanOrEqual(3);
      expect(pagesOf(folded)).toBeLessThanOrEqual(9);
    });
  });

  test("links each alert to its console page and its runbook, and names the command that shows it", async () => {
    await opened(pages["the page"], { viewport: desktop }, async (page) => {
      await unfold(page);
      const first = page.locator(".first > li").first();
      const links = await page.evaluate<string[][]>(
        "[...document.querySelectorAll('.first > li:first-of-type a')].map((link) => [link.textContent, link.href])",
      );
      expect(links).toEqual([
        [
          "Certificate checkout.payments.example.net expired",
          "https://eu-west-1.console.aws.amazon.com/acm/home?region=eu-west-1#/certificates/8f6c5a1e",
        ],
        ["Runbook", "https://wiki.example.com/runbooks/certificates"],
      ]);
      expect(await first.locator("code").innerText()).toBe("npx tocsin alerts show fe93dcdc --stage prod");
    });
  });
});

/** Each page of a PDF is an object of its own. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}
