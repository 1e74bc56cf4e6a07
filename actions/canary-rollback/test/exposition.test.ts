import { describe, expect, it } from 'vitest';
import { ExpositionError, parseExposition } from '../src/metrics/exposition.ts';

const read = (text: string) => parseExposition(text).map(({ labels, value }) => [labels, value]);

describe("Prometheus' text format", () => {
  it('gives the example of its specification', () => {
    const text = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320
`;
    expect(read(text)).toEqual([
      [{ __name__: 'http_requests_total', method: 'post', code: '200' }, 1027],
      [{ __name__: 'http_requests_total', method: 'post', code: '400' }, 3],
      [
        {
          __name__: 'msdos_file_access_time_seconds',
          path: 'C:\\DIR\\FILE.TXT',
          error: 'Cannot find file:\n"FILE.TXT"',
        },
        1.458255915e9,
      ],
      [{ __name__: 'metric_without_timestamp_and_labels' }, 12.47],
      [{ __name__: 'something_weird', problem: 'division by zero' }, Number.POSITIVE_INFINITY],
      [{ __name__: 'http_request_duration_seconds_bucket', le: '0.05' }, 24054],
      [{ __name__: 'http_request_duration_seconds_bucket', le: '+Inf' }, 144320],
      [{ __name__: 'http_request_duration_seconds_sum' }, 53423],
      [{ __name__: 'http_request_duration_seconds_count' }, 144320],
    ]);
  });

  it.each([
    ['blanks wherever they may be', ' a { b = "c" , d = "e" , }  1 ', { __name__: 'a', b: 'c', d: 'e' }, 1],
    ['tabs', 'a\t{b="c"}\t1\t5', { __name__: 'a', b: 'c' }, 1],
    ['no labels in braces', 'a{} 1', { __name__: 'a' }, 1],
    [
      'a brace, a comma and a hash in a value',
      'a{b="},# {x=\\"1\\"} 2"} 1',
      { __name__: 'a', b: '},# {x="1"} 2' },
      1,
    ],
    ['a colon in the name', 'job:a:rate5m 1', { __name__: 'job:a:rate5m' }, 1],
    [
      'a name in quotes',
      '{"http.server.requests",code="200"} 3',
      { __name__: 'http.server.requests', code: '200' },
      3,
    ],
    ['a name in quotes alone', '{"a b"} 3', { __name__: 'a b' }, 3],
    ['a label in quotes', 'a{"http.code"="200"} 3', { __name__: 'a', 'http.code': '200' }, 3],
    ['a line end of Windows', 'a 1\r', { __name__: 'a' }, 1],
    ['NaN', 'a NaN', { __name__: 'a' }, Number.NaN],
    ['minus infinity', 'a -Inf', { __name__: 'a' }, Number.NEGATIVE_INFINITY],
    ['an empty value', 'a{b=""} 0', { __name__: 'a', b: '' }, 0],
  ])('may have %s', (_, line, labels, value) => {
    expect(read(line)).toEqual([[labels, value]]);
  });
});

it('OpenMetrics gives exemplars and timestamps with fractions, which are left out', () => {
  const text = `# TYPE foo histogram
# UNIT foo seconds
foo_bucket{le="0.01"} 0
foo_bucket{le="0.1"} 8 # {} 0.054
foo_bucket{le="1.0"} 10 1520879607.789 # {trace_id="KOO5S4vxi0o"} 0.67 1520879607.7
foo_count 17
foo_created 1520430000.123
bar_total{code="200"} 17.0 1520879607.789
# EOF
`;
  expect(read(text).map(([, value]) => value)).toEqual([0, 8, 10, 17, 1520430000.123, 17]);
});

it('what is not wanted is not read any further', () => {
  const wanted = (name: string): boolean => name === 'a';
  expect(parseExposition('b{ 1\na 1\n{"c"} 2\n', wanted)).toEqual([{ labels: { __name__: 'a' }, value: 1 }]);
});

describe('what is no metric is refused with its line', () => {
  it.each([
    '<html>',
    'a',
    'a one',
    'a{b="c"',
    'a{b="c" 1',
    'a{b=c} 1',
    'a{b="c"d="e"} 1',
    'a{="c"} 1',
    '{b="c"} 1',
    'a 1 2 3',
    'a 1x',
    '{"status":"ok"}',
  ])('%s', (line) => {
    expect(() => read(`ok 1\n${line}`)).toThrow(
      new ExpositionError(`line 2 is no metric: ${JSON.stringify(line)}`),
    );
  });
});
