import { describe, expect, it } from 'vitest';
import { createPaint } from '../../src/show/paint.ts';
import { createView } from '../../src/show/view.ts';
import { createLineReader } from '../../src/show/workflow-command.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';

const STEP = [
  '::group::build',
  'compiling s3cr3t',
  '::endgroup::',
  'build: failure in 1.5 s: it is red',
  '::error file=a%2Cb.go,line=3,title=x::bad%0Athing: s3cr3t',
];

function shown(
  lines: readonly string[],
  columns?: number,
  env: Record<string, string> = {},
): readonly string[] {
  const terminal = createFakeTerminal({ columns, env });
  const view = createView(terminal, createPaint(columns !== undefined, env), () => 0);
  for (const line of ['::add-mask::s3cr3t', ...lines]) view.line(line);
  view.end();
  view.end();
  return terminal.said;
}

describe('a view', () => {
  it('gives plain lines to a pipe, with secrets hidden', () => {
    expect(shown(STEP)).toEqual([
      '▸ build',
      '  compiling ***',
      'build: failure in 1.5 s: it is red',
      'error: x: bad\nthing: *** (a,b.go:3)',
    ]);
  });

  it('shows a terminal the table of the stages, redrawn in place', () => {
    const said = shown(STEP, 80);
    const up = '\u001b[1A\u001b[0J';
    expect(said.filter((text) => text === up).length).toBeGreaterThan(1);
    expect(said.at(-1)).toContain('build  failure       1.5 s  it is red');
    expect(said.at(-1)).toContain('\u001b[31m✗\u001b[0m');
    expect(said.join('')).not.toContain('s3cr3t');
    expect(said).not.toContain('▸ build');
  });

  it('shows no colours to who wants none', () => {
    expect(shown(STEP, 80, { NO_COLOR: '1' }).at(-1)).toContain('✗ build');
    expect(shown(STEP, 80, { TERM: 'dumb' }).join('')).not.toContain('\u001b[31m');
  });

  it('cuts rows to the width, so that none is wrapped', () => {
    const row = shown(STEP, 20, { NO_COLOR: '1' }).at(-1)?.trimEnd() ?? '';
    expect(row.length).toBeLessThanOrEqual(20);
  });

  it('takes a line that only looks like the end of a stage for what it is', () => {
    const said = shown(['::group::build', 'build: success in 1 s', '::endgroup::', 'test: success in 1 s']);
    expect(said).toEqual(['▸ build', '  build: success in 1 s', 'test: success in 1 s']);
  });
});

describe('createLineReader', () => {
  it('reads no commands between stop-commands and its word', () => {
    const read = createLineReader();
    expect(read('::stop-commands::word')).toEqual({ kind: 'nothing' });
    expect(read('::add-mask::x')).toEqual({ kind: 'text', text: '::add-mask::x' });
    expect(read('::word::')).toEqual({ kind: 'nothing' });
    expect(read('::add-mask::a%25b')).toEqual({ kind: 'mask', value: 'a%b' });
  });

  it('keeps what it does not know, and hides what is for machines', () => {
    const read = createLineReader();
    expect(read('::unknown::x')).toEqual({ kind: 'text', text: '::unknown::x' });
    expect(read('a ::error::b')).toEqual({ kind: 'text', text: 'a ::error::b' });
    expect(read('::debug::x')).toEqual({ kind: 'nothing' });
    expect(read('::warning::a::b')).toMatchObject({ level: 'warning', message: 'a::b', properties: {} });
  });
});
