import { field, startAction } from '@fairlead/core';
import { createFakeForge, createFakeGit } from '../../../src/index.ts';

/** An action that waits until it is cancelled, and says what its post phase found. */
const start = startAction(
  {
    name: 'waits',
    description: 'Test.',
    branding: { icon: 'clock', color: 'blue' },
    inputs: { password: field.text({ class: 'plain', description: 'Secret.', secret: true }) },
    outputs: {},
    outcomes: { waited: 'the time is over' },
    codes: {},
    permissions: {},
    async run({ stage, clock, signal, saveState, log }) {
      saveState('lock', { held: true });
      log.info('the password is hunter22');
      await stage('hold', async () => {
        log.info('ready');
        await clock.sleep(60_000, signal);
      });
    },
    async post({ readState, log }) {
      log.info(`post found ${JSON.stringify(readState('lock'))}`);
    },
  },
  { git: () => createFakeGit(), forge: () => createFakeForge() },
);

await start(process.argv[2] === 'post' ? 'post' : 'main');
