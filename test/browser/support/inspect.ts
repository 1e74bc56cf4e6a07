/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type Look, openPage, type Page } from '@fairlead/devtools';
import type { AxeResults } from 'axe-core';

/** Each page is looked at in all of them. */
const looks: readonly Look[] = [
  { theme: 'light', width: 360 },
  { theme: 'light', width: 1600 },
  { theme: 'dark', width: 360 },
  { theme: 'dark', width: 1600 },
];

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks at a page as a person would, with and without a mouse, and gives all that is wrong with it. */
export async function inspectPage(browser: Browser, file: string): Promise<readonly string[]> {
  const { page, noises, close } = await openPage(browser, file, { theme: 'light', width: 360 });
  try {
    const silent = [...noises]; // before axe, which is a script of ours in the page
    await page.evaluate(await axe);
    const found = [...silent];
    for (const look of looks) {
      await page.setViewportSize({ width: look.width, height: 900 });
      await page.emulateMedia({ media: 'screen', colorScheme: look.theme });
      const findings = [
        ...(await tooWide(page)),
        ...(await keyboardFindings(page)),
        ...(await paperFindings(page, look)),
        ...(await axeFindings(page)),
      ];
      found.push(...findings.map((finding) => `${look.theme}, ${look.width} pixels: ${finding}`));
    }
    return found;
  } finally {
    await close();
  }
}

/** The page itself never scrolls sideways, and nothing is drawn outside of it where nobody can scroll. */
async function tooWide(page: Page): Promise<readonly string[]> {
  const { content, room } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  return content > room ? [`the page is ${content} pixels wide in a window of ${room}`] : [];
}

interface Stop {
  readonly name: string;
  readonly visible: boolean;
}

/** What scrolls is reached with the tab key, shows that it was reached, and has a name. */
async function keyboardFindings(page: Page): Promise<readonly string[]> {
  const scrolling = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowX))
      .filter(
        ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
          scrollWidth > clientWidth || scrollHeight > clientHeight,
      )
      .map((element, index) => {
        element.dataset['scrolls'] = String(index);
        return element.getAttribute('aria-label') ?? '';
      }),
  );
  const stops = new Map<string, Stop>();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const count = await page.locator('[tabindex],summary,a[href]').count();
  for (let presses = 0; presses < count + 2; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const visible = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      return { id: element.dataset['scrolls'], name: element.getAttribute('aria-label') ?? '', visible };
    });
    if (stop.id !== undefined) stops.set(stop.id, stop);
  }
  return scrolling.flatMap((name, index) => {
    const stop = stops.get(String(index));
    if (stop === undefined) return [`"${name}" scrolls and the tab key does not reach it`];
    return [
      ...(name === '' ? ['something that scrolls has no name'] : []),
      ...(stop.visible ? [] : [`"${name}" does not show that the keyboard is on it`]),
    ];
  });
}

/** On paper it is dark on white whatever the theme, and nothing is cut off. */
async function paperFindings(page: Page, look: Look): Promise<readonly string[]> {
  await page.emulateMedia({ media: 'print', colorScheme: look.theme });
  const found = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    const cut = [...document.querySelectorAll<HTMLElement>('body *')].filter(
      (element) =>
        getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth,
    );
    return { color, backgroundColor, cut: cut.map(({ tagName }) => tagName) };
  });
  await page.emulateMedia({ media: 'screen', colorScheme: look.theme });
  return [
    ...(found.backgroundColor === 'rgb(255, 255, 255)' ? [] : [`paper is ${found.backgroundColor}`]),
    ...(brightness(found.color) < 80 ? [] : [`letters on paper are ${found.color}`]),
    ...found.cut.map((tag) => `a ${tag} is cut off on paper`),
  ];
}

function brightness(colour: string): number {
  const [red = 255, green = 255, blue = 255] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

async function axeFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await page.evaluate(() => {
    const { axe: runner } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'experimental'];
    return runner.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
  });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map(({ html }) => `axe ${id}: ${help}: ${html.slice(0, 200)}`),
  );
}
