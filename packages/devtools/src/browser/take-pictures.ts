import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Report, renderHtml } from '@fairlead/core';
import { Problem } from '../problem.ts';
import { type Browser, openBrowser, openPage, type Page } from './open-browser.ts';

/** A part of the page of a canary that was rolled back. */
interface Picture {
  readonly name: string;
  readonly take: (page: Page) => Promise<Buffer>;
}

const WIDTH = 960;

/** From the headline to the verdicts, and the chart that shows what broke the rule. */
const pictures: readonly Picture[] = [
  {
    name: 'canary-rolled-back',
    take: async (page) => {
      const box = await page.locator('.scroll').first().boundingBox();
      if (box === null) throw new Problem('the report has no verdicts: run npm run demo again');
      return page.screenshot({
        clip: { x: 0, y: 0, width: WIDTH, height: Math.ceil(box.y + box.height + 24) },
        fullPage: true,
      });
    },
  },
  {
    name: 'canary-error-rate',
    take: (page) => page.locator('figure').filter({ hasText: 'Error rate' }).first().screenshot(),
  },
];

/**
 * Takes the pictures of the docs from the last demo's reports, in light and dark. Gives the files. Throws Problem where
 * no demo has rolled a canary back.
 */
export async function takePictures(program: string, demoFolder: string, out: string): Promise<string[]> {
  const report = await findRolledBack(join(demoFolder, 'reports'));
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-pictures-'));
  const browser = await openBrowser(program);
  try {
    const file = join(scratch, 'report.html');
    await writeFile(file, renderHtml(report));
    await mkdir(out, { recursive: true });
    return [...(await takeAll(browser, file, 'light', out)), ...(await takeAll(browser, file, 'dark', out))];
  } finally {
    await browser.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function takeAll(
  browser: Browser,
  file: string,
  theme: 'light' | 'dark',
  out: string,
): Promise<string[]> {
  const { page, close } = await openPage(browser, file, { theme, width: WIDTH });
  const made: string[] = [];
  for (const { name, take } of pictures) {
    const path = join(out, `${name}-${theme}.png`);
    await writeFile(path, await take(page));
    made.push(path);
  }
  await close();
  return made;
}

/** The report of the canary that the demo's third commit has rolled back. */
async function findRolledBack(folder: string): Promise<Report> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const paths = entries.filter((path) => /canary-rollback-[^/]+\/report\.json$/.test(path)).sort();
  for (const path of paths) {
    const report = JSON.parse(await readFile(join(folder, path), 'utf8')) as Report;
    if (report.outputs['outcome'] === 'rolled-back') return report;
  }
  throw new Problem(`${folder} has no report of a canary that was rolled back: run npm run demo first`);
}
