import { describe, expect, it } from 'vitest';
import { readBurnPair } from '../src/verdict/burn-rate.ts';
import type { Look } from '../src/verdict/rule.ts';
import { unwitnessed } from '../src/verdict/rules/unwitnessed.ts';

describe('a version that nobody is there to compare with', () => {
  interface Case {
    readonly requests?: number;
    readonly refused?: number;
    readonly stable?: number;
    readonly switched?: boolean;
    readonly leftMs?: number;
    readonly usual?: { readonly requests: number; readonly refused: number };
  }
  const judge = ({
    requests = 100,
    refused = 100,
    stable = 0,
    switched = false,
    leftMs = 1,
    usual,
  }: Case) => {
    const none = { redirected: 0, strange: 0 };
    const look = {
      limits: { evidence: { falseAlarm: 0.01, tolerance: 1.5 }, switched },
      sample: {
        canary: { totalRequests: requests, odd: { refused, ...none } },
        stable: { totalRequests: stable, usual: usual && { ...none, ...usual } },
      },
      leftMs,
    } as unknown as Look;
    const said = unwitnessed.judge(null, look);
    return said === undefined ? 'nothing' : said.rollback === undefined ? 'refused' : 'rolled back';
  };

  it.each<[Case, string]>([
    [{}, 'refused'],
    [{ stable: 19 }, 'refused'],
    [{ stable: 20 }, 'nothing'],
    [{ stable: 100, switched: true }, 'refused'],
    [{ requests: 50, refused: 50 }, 'refused'],
    [{ requests: 49, refused: 49 }, 'nothing'],
    [{ requests: 20, refused: 20, leftMs: 0 }, 'refused'],
    [{ requests: 19, refused: 19, leftMs: 0 }, 'nothing'],
    [{ refused: 50 }, 'nothing'],
    [{ refused: 51 }, 'refused'],
    [{ refused: 61, usual: { requests: 20, refused: 8 } }, 'rolled back'],
    [{ refused: 60, usual: { requests: 20, refused: 8 } }, 'nothing'],
    [{ refused: 60, usual: { requests: 19, refused: 8 } }, 'refused'],
  ])('%j: %s', (one, end) => {
    expect(judge(one)).toBe(end);
  });
});

describe('a pair of times for the burn rate', () => {
  it.each([
    ['1:2s/1s', { factor: 1, longMs: 2_000, shortMs: 1_000 }],
    ['0.1:5m/25s', { factor: 0.1, longMs: 300_000, shortMs: 25_000 }],
    ['0:5m/25s', undefined],
    ['1:1s/1s', undefined],
    ['1:1s/2s', undefined],
    ['1:5m/0s', undefined],
    ['1:x/1s', undefined],
    ['1:5m/x', undefined],
    ['5m/25s', undefined],
  ])('%s', (text, pair) => {
    expect(readBurnPair(text)).toEqual(pair);
  });
});
