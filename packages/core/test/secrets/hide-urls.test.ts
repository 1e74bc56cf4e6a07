import { describe, expect, test } from 'vitest';
import { hideUrls } from '../../src/secrets/hide-urls.ts';

describe('addresses show no user, no password and no value of a query', () => {
  test.each([
    ['https://u:p@host/path', 'https://***@host/path'],
    ['https://ghp_token@github.com/acme/orders.git', 'https://***@github.com/acme/orders.git'],
    ['see http://u:p@prom:9090/q?token=abc&x=1, then', 'see http://***@prom:9090/q?token=***&x=***, then'],
    ['https://host/?swordfish', 'https://host/?***'],
    ['https://host/cb#access_token=abc', 'https://host/cb#access_token=***'],
    ['https://host/a?x=1#access_token=abc', 'https://host/a?x=***#access_token=***'],
    ['postgres://u:p%40ss@db:5432/x?sslmode=disable', 'postgres://***@db:5432/x?sslmode=***'],
    ['https://u:p@ss@host/x', 'https://***@host/x'],
    ['https://u:p/ss@host/x', 'https://***@host/x'],
    ['https://u:p?s#s@host/x', 'https://***@host/x'],
    ['"url":"https://u:p@h/","next":"x@y"', '"url":"https://***@h/","next":"x@y"'],
    ['https://h/?a=1&amp;b=2', 'https://h/?a=***&amp;b=***'],
    ['[here](https://h/?a=1) and more', '[here](https://h/?a=***) and more'],
    ['oci://u:p@ghcr.io/acme/charts', 'oci://***@ghcr.io/acme/charts'],
    ['https://a:b@one/ https://c:d@two/', 'https://***@one/ https://***@two/'],
    ['https://u:p^{s|s}@host/', 'https://***@host/'],
    ['{"Output":"GET http://h/?a=1\\n"}', '{"Output":"GET http://h/?a=***\\n"}'],
    ['no folder /w/https:/u:p@host/x?token=abc', 'no folder /w/https:/***@host/x?token=***'],
    ['cut: https://u:pass… (9 more characters)', 'cut: https://***… (9 more characters)'],
    ['URL=https://u:p@host/', 'URL=https://***@host/'],
    ['https://[::1]:8080/?a=1', 'https://[::1]:8080/?a=***'],
    ['https://h/#a=1?b=2', 'https://h/#a=***'],
    ['https://h/?a=1#top', 'https://h/?a=***#***'],
    ['https://h/#top?a=1', 'https://h/#top?a=***'],
    ['(https://h/?a=1).', '(https://h/?a=***).'],
    ['https://h/?&a=1;b', 'https://h/?&a=***;***'],
    ['://u:p@host/', '://***@host/'],
    ['x:/a https://u:p@host/', 'x:/a https://***@host/'],
  ])('%s', (text, shown) => {
    expect(hideUrls(text)).toBe(shown);
    expect(hideUrls(shown)).toBe(shown);
  });

  test.each([
    ['user:pass@host/path', '***@host/path'],
    ['image user:pass@registry.example.com/acme/orders:v1', 'image ***@registry.example.com/acme/orders:v1'],
    ['root:s3cret@tcp(127.0.0.1:3306)/orders', '***@tcp(127.0.0.1:3306)/orders'],
    ['token@ghcr.io/acme/orders', '***@ghcr.io/acme/orders'],
    ['DSN=user:pass@10.0.0.1:5432/x', '***@10.0.0.1:5432/x'],
    ['"u:p@localhost:8080"', '"***@localhost:8080"'],
    ['a:b@one.example.com, c:d@two.example.com', '***@one.example.com, ***@two.example.com'],
    ['@ann gave u:p@host.example.com', '@ann gave ***@host.example.com'],
    ['u:p@db:5432', '***@db:5432'],
    ['u:p@[::1]/x', '***@[::1]/x'],
  ])('without a scheme: %s', (text, shown) => {
    expect(hideUrls(text)).toBe(shown);
  });
});

describe('what holds no secret stays readable', () => {
  test.each([
    'https://prometheus.example.com:9090/api/v1/query',
    'https://registry.npmjs.org/@types/node/-/node-24.tgz',
    'https://github.com/acme/orders/actions/runs/1001#summary',
    'ghcr.io/acme/orders:v1.2.3@sha256:0123456789abcdef',
    'nginx:1.25@sha256:0123456789abcdef',
    'git@github.com:acme/orders.git',
    'github.com/spf13/cobra@v1.8.0/command.go:12',
    'Ann Example <ann@example.com>',
    'actions/checkout@v5',
    'mailto:ann@example.com',
    'npm:lodash@4.17.21',
    'main.go:12:5: undefined: x',
    'user@host',
    ':pass@host.example.com/x',
    'user:@host.example.com',
    'a/b:c@host.example.com',
    'acme/token@ghcr.io/orders',
    '@ghcr.io/acme/orders',
    'token@ghcr.io',
    'https://[::1]:8080/x@y',
    'http://127.0.0.1:8080',
    'sum(rate(http_requests_total{code=~"5.."}[1m]))',
    'https://host/path?',
    'C:/Users/me',
    'main.go:/x',
    'https://host/long… (9 more characters)',
  ])('%s', (text) => {
    expect(hideUrls(text)).toBe(text);
  });
});

test('the time is linear: long runs of what could begin an address', () => {
  const started = performance.now();
  for (const piece of ['a', '@', 'a@', '://', 'a:b@', 'https://', ':@', 'https://a:b@', '?a=1', 'a.'])
    hideUrls(`${piece.repeat(Math.floor(1_000_000 / piece.length))}@x.yy/ ://`);
  expect(performance.now() - started).toBeLessThan(10_000);
});
