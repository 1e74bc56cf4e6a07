import { type ActionFacts, coreErrorCodes, portErrorCodes } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../src/commands/command.ts';
import { loadActions } from '../src/definitions/actions.ts';
import { codeOf, findCode, listCodes } from '../src/explain/find-code.ts';
import { runCommand } from '../src/run-command.ts';
import { createFakeTerminal } from './support/fake-terminal.ts';

const facts = (name: string, codes: ActionFacts['codes']): ActionFacts => ({
  name,
  description: '',
  inputs: {},
  configKeys: [],
  outputs: {},
  outcomes: {},
  codes,
  permissions: {},
  post: false,
});
const shared = { meaning: 'm', fix: 'f' };

describe('listCodes', () => {
  it('names every action that documents a code alike, and keeps apart what is told in other words', () => {
    const codes = listCodes([
      facts('one', { GO_OLD: shared }),
      facts('two', { GO_OLD: shared }),
      facts('three', { GO_OLD: { meaning: 'other', fix: 'f' } }),
    ]);
    const found = findCode(codes, 'GO_OLD');
    expect(found.map(({ actions }) => actions)).toEqual([['one', 'two'], ['three']]);
    expect(found[1]?.docs).toBe(
      'https://github.com/fairlead-actions/fairlead/tree/v1/actions/three#failure-codes',
    );
  });

  it('has the codes of every action, of the core and of its ports, in order', () => {
    const names = listCodes(loadActions()).map(({ code }) => code);
    const all = [coreErrorCodes, portErrorCodes, ...loadActions().map(({ codes }) => codes)].flatMap(
      (codes) => Object.keys(codes),
    );
    expect(new Set(names)).toEqual(new Set(all));
    expect(names).toEqual(names.toSorted());
  });
});

describe('codeOf', () => {
  it.each([
    ['input-invalid', 'INPUT_INVALID'],
    [' Input invalid ', 'INPUT_INVALID'],
    ['CANARY_FAILED: orders: error rate', 'CANARY_FAILED'],
  ])('reads %j', (asked, code) => expect(codeOf(asked)).toBe(code));
});

describe('fairlead explain', () => {
  it('says what a code means, what to do and where to read more', async () => {
    const terminal = createFakeTerminal();
    expect(await runCommand(['explain', 'disk-full'], terminal)).toBe(EXIT.fine);
    const page = terminal.said.join('\n');
    expect(page).toContain(coreErrorCodes['DISK_FULL']?.meaning);
    expect(page).toContain(coreErrorCodes['DISK_FULL']?.fix);
    expect(page).toContain('go-build, quality-gate, docker-multistage, helm-deploy, canary-rollback');
    expect(page).toContain('#failure-codes');
  });

  it('lists all codes without one', async () => {
    const terminal = createFakeTerminal();
    expect(await runCommand(['explain'], terminal)).toBe(EXIT.fine);
    expect(terminal.said.join('\n').split('\n')).toContain('CANARY_FAILED');
  });

  it('prints JSON', async () => {
    const terminal = createFakeTerminal();
    await runCommand(['explain', 'HTTP_FAILED', '--json'], terminal);
    const parsed = JSON.parse(terminal.said.join('\n')) as readonly { readonly code: string }[];
    expect(parsed.map(({ code }) => code)).toEqual(expect.arrayContaining(['HTTP_FAILED']));
  });

  it('names the nearest codes for one that there is not', async () => {
    const terminal = createFakeTerminal();
    expect(await runCommand(['explain', 'CANARY_FALED'], terminal)).toBe(EXIT.usage);
    expect(terminal.complained[0]).toMatch(/no failure code "CANARY_FALED"; near: CANARY_FAILED, CANARY_/);
  });

  it('says how to see all when nothing is near', async () => {
    const terminal = createFakeTerminal();
    await runCommand(['explain', 'QQQQQQQQQQ'], terminal);
    expect(terminal.complained[0]).toContain('fairlead explain without a code lists all');
  });
});
