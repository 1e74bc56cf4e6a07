import { parseGoVersion } from '@fairlead/go';
import { expect, test } from 'vitest';
import { sayGo, sayIdentities } from '../../src/plan/say.ts';
import { module } from '../fixtures.ts';

const version = (text: string) =>
  parseGoVersion(text) ?? { text, major: 1, minor: 0, patch: 0, pre: undefined };

function logging() {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  return {
    lines,
    context: {
      workspace: '/repo',
      log: { info: say, notice: (line: string) => say(`notice: ${line}`) },
    } as never,
  };
}

test('which Go compiles is told, why, and what asks for it', () => {
  const said = (chosen: string | undefined, effective: object) => {
    const { lines, context } = logging();
    const toolchain = { version: version('1.26.0'), env: { GOTOOLCHAIN: 'auto' } };
    const go = { version: version('1.26.0'), switched: false, requirement: undefined, ...effective };
    sayGo(context, { run: { env: {} }, said: chosen } as never, toolchain as never, go as never);
    return lines;
  };
  expect(said(undefined, {})).toEqual(['Go 1.26.0']);
  const requirement = { version: version('1.27.0'), file: '/repo/api/go.mod', line: 'go' };
  expect(
    said('1.27.0 as go-version wants it', { version: version('1.27.1'), switched: true, requirement }),
  ).toEqual([
    'Go 1.27.0 as go-version wants it',
    'Go 1.27.1 instead of 1.26.0 on PATH (GOTOOLCHAIN=auto); api/go.mod asks for 1.27.0 or newer',
  ]);
});

test('the version is told, and those of modules that have another', () => {
  const [api, lib] = [module('/repo/api', 'm/api'), module('/repo/lib', 'm/lib')];
  const main = { version: 'v1.0.0', source: 'tag', commit: '', date: '' };
  const of = (one: unknown) => (one === lib ? { ...main, version: 'v2.0.0' } : main);
  const { lines, context } = logging();
  sayIdentities(context, { main, of } as never, [api, lib]);
  expect(lines).toEqual(['version v1.0.0 (tag), commit unknown', 'version v2.0.0 (tag) for lib']);
  const known = logging();
  sayIdentities(known.context, { main: { ...main, commit: 'abc' }, of } as never, []);
  expect(known.lines).toEqual(['version v1.0.0 (tag), commit abc']);
});
