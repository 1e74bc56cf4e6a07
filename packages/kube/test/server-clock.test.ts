import { describe, expect, it } from 'vitest';
import { createServerClock } from '../src/client/server-clock.ts';

const NOON = Date.parse('2026-01-01T12:00:00Z');

describe("the cluster's clock", () => {
  it("is the runner's until the cluster has answered", () => {
    const clock = createServerClock(() => NOON);
    clock.learn(undefined);
    clock.learn('no date');
    expect(clock.now()).toBe(NOON);
  });

  it.each([
    ['behind', NOON + 600_000, NOON],
    ['ahead', NOON - 600_000, NOON],
  ])('is found although it is 10 minutes %s', (_, local, server) => {
    const clock = createServerClock(() => local);
    clock.learn(new Date(server).toUTCString());
    expect(clock.now()).toBe(server);
  });

  it('takes the best of several answers: the header is cut to seconds, and the way takes time', () => {
    let local = NOON + 900;
    const clock = createServerClock(() => local);
    clock.learn(new Date(NOON + 900).toUTCString());
    expect(clock.now()).toBe(NOON);
    local = NOON + 1010;
    clock.learn(new Date(NOON + 1010).toUTCString());
    expect(clock.now()).toBe(NOON + 1000);
    local = NOON + 1990;
    clock.learn(new Date(NOON + 1990).toUTCString());
    expect(clock.now()).toBe(NOON + 1980);
  });
});
