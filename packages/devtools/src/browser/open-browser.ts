import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export type { Browser, Page } from 'playwright-core';

/** How a page is looked at. */
export interface Look {
  readonly theme: 'light' | 'dark';
  /** Width of the window in pixels. */
  readonly width: number;
  /** Pixels of the screen for one of the page; default 1. */
  readonly scale?: number;
}

/** Starts a browser without a window. Its library is loaded only now. */
export async function openBrowser(program: string): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: program });
}

/** A page that is open, and what it did that a report must not do. */
export interface OpenPage {
  readonly page: Page;
  /** Lines of the console, errors, and whatever else than the page itself was asked for. */
  readonly noises: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a page from a file in a browser that knows nothing of earlier pages. */
export async function openPage(browser: Browser, file: string, look: Look): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width: look.width, height: 900 },
    colorScheme: look.theme,
    deviceScaleFactor: look.scale ?? 1,
  });
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const noises: string[] = [];
  page.on('console', (message) => noises.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => noises.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    noises.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== address) noises.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, noises, close: () => context.close() };
}
