import { type Browser, findBrowser, openBrowser } from '@fairlead/devtools';
import { afterAll, beforeAll } from 'vitest';

/** One browser for the tests of a file. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  const needed = (): Browser => {
    if (browser === undefined) throw new Error('the browser is not open');
    return browser;
  };
  beforeAll(async () => {
    const program = findBrowser();
    if (program === undefined)
      throw new Error('there is no browser: npm test browser installs one, or says why not');
    browser = await openBrowser(program);
  });
  afterAll(() => browser?.close());
  return needed;
}
