import { describe, it } from 'vitest';
import { useImageLab } from '../bundle/support/image-lab.ts';
import { deployStep } from './support/deploy-step.ts';
import { HOSTILE, LONG } from './support/hostile.ts';
import { expectGoodPage } from './support/page-of.ts';
import { useBrowser } from './support/use-browser.ts';

const browser = useBrowser();

describe('the page of docker-multistage', () => {
  const images = useImageLab();

  it('that pushed', async () => {
    const running = await images.openRegistry();
    await images.letEverythingPass(running);
    const step = await images.step({ image: `${running.registry}/acme/orders` });
    await expectGoodPage(browser(), await step.main(), 0);
  });

  it('whose build failed', async () => {
    const running = await images.openRegistry();
    await images.docker.answer({
      build: { code: 1, stderr: `ERROR: failed to solve: ${HOSTILE} ${LONG}\n` },
    });
    const step = await images.step({ image: `${running.registry}/acme/orders` });
    await expectGoodPage(browser(), await step.main(), 1);
  });
});

describe('the page of helm-deploy', () => {
  it('that deployed', async () => expectGoodPage(browser(), await (await deployStep()).main(), 0));

  it('whose upgrade was refused', async () => {
    const step = await deployStep(`echo 'Error: UPGRADE FAILED: ${HOSTILE} ${LONG}' >&2; exit 1`);
    await expectGoodPage(browser(), await step.main(), 1);
  });
});
