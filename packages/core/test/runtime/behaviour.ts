import { type ActionContext, common, defineAction, type FairleadError, field } from '../../src/index.ts';

const inputs = {
  config: common.configFile(),
  'working-directory': common.workingDirectory(),
  coverage: field.decimal({ class: 'plain', description: 'Limit.', default: '75' }, { min: 0, max: 100 }),
  'max-tries': field.integer({ class: 'plain', description: 'Tries.', required: true }),
  'dry-run': common.dryRun('the plan'),
  token: field.text({ class: 'plain', description: 'Secret.', secret: true }),
} as const;
const outputs = { image: { description: 'Image.' } };

/** Context of the action of these tests. */
export type Context = ActionContext<typeof inputs, typeof outputs>;

interface Behaviour {
  readonly run?: (context: Context) => Promise<void>;
  readonly post?: (context: Context) => Promise<void>;
  readonly postOwnsOutcome?: boolean;
  readonly tolerates?: (failure: FairleadError) => keyof typeof inputs | undefined;
}

/** An action that does what a test is about. */
export const action = ({ run, ...more }: Behaviour = {}) =>
  defineAction({
    name: 'go-build',
    description: 'Test.',
    branding: { icon: 'box', color: 'blue' },
    inputs,
    outputs,
    outcomes: { built: 'all was built', 'rolled-back': 'what failed was rolled back' },
    failedOutcomes: ['rolled-back'],
    codes: {},
    permissions: {},
    run: run ?? (async () => {}),
    ...more,
  });

/** Inputs that are enough. */
export const good = { 'max-tries': '3' };
