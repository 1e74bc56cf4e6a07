import { describe, expect, it } from 'vitest';
import { templatesOnlyIn } from '../src/canary/log-templates.ts';

const of = (canary: readonly string[], stable: readonly string[]): string[] =>
  templatesOnlyIn(canary, stable).map(({ text, lines }) => `${lines} ${text}`);

describe('log templates that only the canary printed', () => {
  it('are told without what differs from line to line, the most frequent first', () => {
    const stable = ['2026-01-01T00:00:00Z GET /orders/17 200 12ms', 'listening on :8080'];
    const canary = [
      '2026-01-01T00:00:09Z GET /orders/99 200 8ms',
      'cache miss for key=a17',
      'cache miss for key=b4',
      'warmed up',
      'listening on :8080',
    ];
    expect(of(canary, stable)).toEqual(['2 cache miss for key=<*>', '1 warmed up']);
  });

  it('begin with what looks like trouble, however seldom it is', () => {
    const canary = ['hello', 'hello', 'hello', 'dial tcp 10.0.0.7:5432: connection refused'];
    expect(of(canary, ['other words'])[0]).toBe('1 dial tcp <*> connection refused');
  });

  it('have a status apart: 500 is another line than 200', () => {
    const stable = ['GET /pay 200', 'GET /pay 200', 'GET /pay 201', 'GET /pay 204'];
    expect(of(['GET /pay 500', 'GET /pay 201'], stable)).toEqual(['1 GET /pay 500']);
  });

  it('are not hidden by two lines of stable that are alike by chance', () => {
    const stable = ['connection to db opened', 'connection to db closed'];
    expect(of(['connection to db exploded'], stable)).toEqual(['1 connection to db exploded']);
    expect(
      of(['user carl logged in'], ['user anna logged in', 'user bert logged in', 'user dora logged in']),
    ).toEqual([]);
  });

  it('read what a line in JSON says, and not its time or trace', () => {
    const line = (level: string, msg: string, id: number): string =>
      JSON.stringify({ time: `2026-01-01T00:00:0${id}Z`, trace: `abc${id}`, level, msg });
    expect(
      of([line('INFO', 'served', 1), line('ERROR', 'no such table', 2)], [line('INFO', 'served', 3)]),
    ).toEqual(['1 ERROR no such table']);
    expect(of(['{ not JSON 5', '[1]'], ['x'])).toEqual(['1 <*>', '1 { not JSON <*>']);
  });

  it('are the same for the same lines, and leave colours and blank lines out', () => {
    const canary = ['\u001b[31mpanic: nil map\u001b[0m', '', '   ', 'panic: nil map'];
    expect(of(canary, ['x'])).toEqual(['2 panic: nil map']);
    expect(templatesOnlyIn(canary, ['x'])).toEqual(templatesOnlyIn(canary, ['x']));
    expect(of([], ['x'])).toEqual([]);
  });
});
