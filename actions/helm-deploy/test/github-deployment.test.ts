import { ExternalError } from '@fairlead/core';
import type { Deployment, Github } from '@fairlead/github';
import { createFakeClock } from '@fairlead/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DeployContext } from '../src/context.ts';
import { leftRecord, recordDeployment } from '../src/publish/github-deployment.ts';

let told: string[];
let lines: string[];
let state: Map<string, unknown>;
beforeEach(() => {
  state = new Map();
  told = [];
  lines = [];
});

function context(inputs: object = {}): DeployContext {
  const say = (line: string): void => void lines.push(line);
  return {
    clock: createFakeClock(),
    signal: new AbortController().signal,
    log: { info: say, warn: say },
    event: { sha: 'a'.repeat(40), runUrl: 'https://github.test/acme/orders/actions/runs/1' },
    inputs: { release: 'orders', environment: 'production', githubDeployment: true, ...inputs },
    saveState: (key: string, value: unknown) => void state.set(key, value),
    readState: (key: string) => state.get(key),
  } as unknown as DeployContext;
}

function github(hasOne: boolean, fail?: string): () => Promise<Pick<Github, 'deployments'>> {
  const trip = (name: string): void => {
    if (fail === name) throw new ExternalError({ code: 'GITHUB_REFUSED', message: `no ${name}` });
  };
  const open = (id: number): Deployment => ({
    id,
    tell: async (state, { description }) => {
      trip(state);
      told.push(`${state}: ${description}`);
    },
    endOthers: async () => void told.push('others inactive'),
  });
  return async () => ({
    deployments: {
      open,
      hasOneOfRun: async () => hasOne,
      async create({ environment, production }) {
        trip('create');
        told.push(`created ${environment} ${production}`);
        return open(1);
      },
    },
  });
}

describe('DEP-43: the record of a deploy with GitHub', () => {
  it('goes from created to in_progress to success; earlier ones become inactive', async () => {
    const record = await recordDeployment(context(), github(false));
    await record.end('success', 'healthy after 3.0 s');
    expect(told).toEqual([
      'created production true',
      'in_progress: deploying release orders',
      'success: healthy after 3.0 s',
      'others inactive',
    ]);
  });

  it('goes to failure, and then earlier ones stay in force', async () => {
    const record = await recordDeployment(context({ environment: 'staging' }), github(false));
    await record.end('failure', 'image not found');
    expect(told).toEqual([
      'created staging false',
      'in_progress: deploying release orders',
      'failure: image not found',
    ]);
  });

  it("is not added where the job's environment has made one", async () => {
    const record = await recordDeployment(context(), github(true));
    await record.end('success', 'x');
    expect(told).toEqual([]);
    expect(lines).toEqual(["the job's environment production has made a deployment already; none is added"]);
  });

  it.each([{ githubDeployment: false }, { environment: undefined }])(
    'is not made without a wish: %j',
    async (inputs) => {
      await (await recordDeployment(context(inputs), () => Promise.reject(new Error('asked')))).end(
        'success',
        'x',
      );
      expect([...told, ...lines]).toEqual([]);
    },
  );

  it.each(['create', 'in_progress', 'success'])(
    'that fails is a warning and no failure (%s)',
    async (fail) => {
      const record = await recordDeployment(context(), github(false, fail));
      await record.end('success', 'x');
      expect(lines).toEqual([`no record of the deployment with GitHub: no ${fail}`]);
    },
  );

  it('that a killed run has left in progress is ended once, by the post step', async () => {
    await recordDeployment(context(), github(false));
    const left = await leftRecord(context(), github(false));
    await left?.end('error', 'the deploy did not end by itself');
    expect(told.slice(1)).toEqual([
      'in_progress: deploying release orders',
      'error: the deploy did not end by itself',
    ]);
    expect(await leftRecord(context(), github(false))).toBeUndefined();
  });

  it('that main has ended is left alone by the post step', async () => {
    await (await recordDeployment(context(), github(false))).end('success', 'healthy');
    expect(await leftRecord(context(), () => Promise.reject(new Error('asked')))).toBeUndefined();
    expect(lines).toEqual([]);
  });
});
