import type { Pod } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { chooseFamily, type FamilyNeeds } from '../src/metrics/choose-family.ts';
import { errorPatternProblem, errorWords, failedBy } from '../src/metrics/failed-status.ts';
import { familiesFor, KNOWN_FAMILIES } from '../src/metrics/families.ts';
import { fitsAll, matcherProblem, matcherText, opposite, readMatcher } from '../src/metrics/matchers.ts';
import { metricsPlaceOf } from '../src/metrics/metrics-place.ts';

const needs: FamilyNeeds = { counts: true, latency: true, statusLabel: undefined, named: false };
const counter = (name: string, labels: Record<string, string> = { status: '200' }, value = 5) => ({
  labels: { __name__: name, ...labels },
  value,
});
const choose = (
  counters: readonly ReturnType<typeof counter>[],
  buckets: readonly string[] = [],
  more: Partial<FamilyNeeds> = {},
  metric = 'auto',
) => chooseFamily(familiesFor(metric), { counters, buckets }, { ...needs, ...more }, () => true);

describe('the family that is judged by', () => {
  it('is there by each name that is known, with the first status label that has one', () => {
    for (const known of KNOWN_FAMILIES) {
      const label = known.protocol === 'grpc' ? 'grpc_code' : 'status_code';
      const status = known.protocol === 'grpc' ? 'OK' : '204';
      const buckets = known.buckets === undefined ? [] : [known.buckets];
      expect(choose([counter(known.counter, { [label]: status })], buckets)).toEqual({
        family: { ...known, statusLabel: label },
      });
    }
  });

  it('is the first of them that has requests of users', () => {
    const both = [
      counter('http_request_duration_ms_count', { status: '200' }, 0),
      counter('http_requests_total'),
    ];
    expect(choose(both, ['http_request_duration_ms_bucket'])).toMatchObject({
      family: { name: 'http_requests_total' },
    });
    const probed = [
      counter('http_requests_total', { code: '200', path: '/healthz' }),
      counter('grpc_server_handled_total', { grpc_code: 'OK' }),
    ];
    const isUsers = ({ path }: Readonly<Record<string, string>>): boolean => path !== '/healthz';
    expect(chooseFamily(KNOWN_FAMILIES, { counters: probed, buckets: [] }, needs, isUsers)).toMatchObject({
      family: { name: 'grpc_server_handled_total', statusLabel: 'grpc_code' },
    });
  });

  describe('where a label of one family tells that all who asked were probes and scrapes', () => {
    const isUsers = ({ path }: Readonly<Record<string, string>>): boolean => path !== 'healthz';
    const nameOf = (counters: readonly ReturnType<typeof counter>[]): unknown =>
      chooseFamily(KNOWN_FAMILIES, { counters, buckets: [] }, needs, isUsers);
    const total = (value: number) => counter('http_requests_total', { status: '200' }, value);
    const byPath = (name: string) => counter(name, { status: '200', path: 'healthz' }, 500);

    it('is that one, not a total of the same requests: nobody would be taken for users', () => {
      for (const name of ['http_request_duration_seconds_count', 'promhttp_requests_total'])
        expect(nameOf([byPath(name), total(510)])).toMatchObject({ family: { counter: name } });
    });

    it('is a total that has more: users asked past it', () => {
      expect(nameOf([byPath('http_request_duration_seconds_count'), total(511)])).toMatchObject({
        family: { name: 'http_requests_total' },
      });
    });

    it('is a total of another protocol', () => {
      const calls = counter('grpc_server_handled_total', { grpc_code: 'OK' }, 20);
      expect(nameOf([byPath('http_request_duration_seconds_count'), calls])).toMatchObject({
        family: { name: 'grpc_server_handled_total' },
      });
    });
  });

  it('is the first that is there when nobody asked yet', () => {
    expect(choose([counter('http_requests_total', { code: '200' }, 0)])).toMatchObject({
      family: { name: 'http_requests_total', statusLabel: 'code', buckets: undefined },
    });
  });

  it.each([
    [{ status: 'ok', code: '503' }, 'code'],
    [{ status: '', code: '2xx' }, 'code'],
    [{ status: '2000', code: '200 OK' }, 'code'],
    [{ http_response_status_code: '200', code: 'x' }, 'http_response_status_code'],
    [{ status: '200', code: '200' }, 'status'],
  ])('takes a label whose values are statuses: %j', (labels, statusLabel) => {
    expect(choose([counter('http_requests_total', labels)])).toMatchObject({ family: { statusLabel } });
  });

  it('takes the label of the user, whatever its values are', () => {
    const counters = [counter('http_requests_total', { result: 'bad', status: '200' })];
    expect(choose(counters, [], { statusLabel: 'result' })).toMatchObject({
      family: { statusLabel: 'result' },
    });
    expect(choose(counters, [], { statusLabel: 'code' })).toMatchObject({ lacks: 'status' });
  });

  it('has the latency of a histogram without statuses beside it', () => {
    const found = choose(
      [counter('http_request_duration_seconds_count', {}), counter('http_requests_total')],
      ['http_request_duration_seconds_bucket'],
    );
    expect(found).toMatchObject({
      family: {
        counter: 'http_requests_total',
        buckets: 'http_request_duration_seconds_bucket',
        unitMs: 1000,
      },
    });
  });

  it('has no latency from another protocol', () => {
    expect(choose([counter('http_requests_total')], ['grpc_server_handling_seconds_bucket'])).toMatchObject({
      family: { buckets: undefined },
    });
  });

  it('must have buckets where the user named a histogram and nothing else gives its latency', () => {
    const counters = [counter('m_count')];
    expect(choose(counters, [], { named: true }, 'm')).toMatchObject({ lacks: 'buckets', of: { name: 'm' } });
    expect(choose(counters, [], { named: true, latency: false }, 'm')).toMatchObject({
      family: { name: 'm' },
    });
    expect(choose(counters, ['m_bucket'], { named: true }, 'm')).toMatchObject({
      family: { buckets: 'm_bucket' },
    });
    expect(choose([counter('m_total')], [], { named: true }, 'm_total')).toMatchObject({
      family: { counter: 'm_total' },
    });
  });

  it('needs no statuses where a query of the user gives the errors', () => {
    expect(choose([], ['m_bucket'], { counts: false, named: true }, 'm')).toMatchObject({
      family: { buckets: 'm_bucket' },
    });
    expect(choose([], [], { counts: false })).toEqual({ lacks: 'everything' });
  });

  it('is none of those that count scrapes', () => {
    expect(choose([counter('promhttp_metric_handler_requests_total', { code: '200' })])).toEqual({
      lacks: 'everything',
    });
    expect(choose([counter('http_requests_total', {})])).toMatchObject({ lacks: 'status' });
  });
});

describe('what counts as an error', () => {
  it.each([
    [['5xx'], 'http', ['500', '503', '5xx', '5XX'], ['200', '404', '499', '', 'x500']],
    [['4xx', '5xx'], 'http', ['404', '500'], ['200', '302']],
    [['404'], 'http', ['404', '404 Not Found'], ['400', '4040', '500']],
    [['50x'], 'http', ['500', '509'], ['510', '50', '404']],
    [
      ['5xx'],
      'grpc',
      ['Internal', 'UNAVAILABLE', '14', 'Unknown', 'DEADLINE_EXCEEDED'],
      ['OK', '0', 'NotFound', '5', ''],
    ],
    [['4xx'], 'grpc', ['NotFound', '5', 'CANCELLED', 'Unauthenticated'], ['OK', 'Internal']],
    [['NotFound', 'RESOURCE_EXHAUSTED'], 'grpc', ['5', 'ResourceExhausted'], ['Internal', 'OK']],
    [['404', 'Unavailable'], 'http', ['404'], ['503']],
  ] as const)('%j of %s', (errors, protocol, failed, fine) => {
    const isFailed = failedBy(errors, protocol);
    expect(failed.filter(isFailed)).toEqual(failed);
    expect(fine.filter(isFailed)).toEqual([]);
  });

  it('is told in the words of the protocol', () => {
    expect(errorWords(['4xx', '5xx'], 'http')).toBe('4xx, 5xx');
    expect(errorWords(['5xx'], 'grpc')).toBe(
      'Unknown, DeadlineExceeded, Unimplemented, Internal, Unavailable, DataLoss',
    );
  });

  it.each(['5xx', '4XX', '50x', '404', 'Unavailable', 'NOT_FOUND'])('may be %s', (text) =>
    expect(errorPatternProblem(text)).toBeUndefined(),
  );
  it.each(['xxx', '600', '5', '5xxx', 'error', '>=500'])('may not be %s', (text) =>
    expect(errorPatternProblem(text)).toContain('is neither a status'),
  );
});

describe('label matchers', () => {
  it.each([
    ['path=~/debug.*', { path: '/debug/vars' }, true],
    ['path=~/debug.*', { path: '/api/debug' }, false],
    ['path=~"/a|/b"', { path: '/b' }, true],
    ['path!~/debug.*', { path: '/debug' }, false],
    ['path!~/debug.*', {}, true],
    ['method = GET', { method: 'GET' }, true],
    ['method!="GET"', { method: 'GET' }, false],
    ['method=', {}, true],
    ['a="b\\"c"', { a: 'b"c' }, true],
    ['path=~(?i:/HEALTH)', { path: '/health' }, true],
  ])('%s of %j: %s', (text, labels, fits) => {
    const matcher = readMatcher(text);
    expect(matcher).toBeDefined();
    if (matcher === undefined) return;
    expect(fitsAll([matcher])(labels)).toBe(fits);
    expect(fitsAll([opposite(matcher)])(labels)).toBe(!fits);
  });

  it('are written as PromQL has them', () => {
    expect(matcherText({ label: 'path', op: '=~', value: 'a"b\\d' })).toBe('path=~"a\\"b\\\\d"');
  });

  it.each([
    ['path', 'is no label matcher'],
    ['path~x', 'is no label matcher'],
    ['9=x', 'is no label matcher'],
    ['path="x', 'is no label matcher'],
    ['path=~(', 'has a regular expression that cannot be read'],
    ['path=(', undefined],
  ])('%s: %s', (text, problem) => expect(matcherProblem(text)).toBe(problem));
});

describe('where a pod is asked', () => {
  const template = (annotations: object, ports: readonly object[]) =>
    ({
      metadata: { annotations },
      spec: {
        containers: [
          { name: 'app', ports },
          { name: 'proxy', ports: [{ containerPort: 1 }] },
        ],
      },
    }) as never;
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } } as Pod;
  const none = { metricsPort: undefined, metricsPath: undefined };
  const http = { name: 'http', containerPort: 8080 };
  const named = { name: 'http-metrics', containerPort: 9797 };
  const at = (port: string, path = '/metrics', scheme = 'http') => ({ port, path, scheme });

  it.each([
    ['the only port', {}, [http], none, at('8080')],
    ['a port named for it', {}, [http, named], none, at('9797')],
    [
      'its annotations',
      { 'prometheus.io/port': '9898', 'prometheus.io/path': '/m', 'prometheus.io/scheme': 'https' },
      [http, named],
      none,
      at('9898', '/m', 'https'),
    ],
    [
      'the inputs, before all',
      { 'prometheus.io/port': '9898' },
      [named],
      { metricsPort: 1234, metricsPath: '/x' },
      at('1234', '/x'),
    ],
    ['several ports', {}, [http, { name: 'admin', containerPort: 8081 }], none, undefined],
    ['no port', {}, [], none, undefined],
    ['one port of TCP', {}, [http, { containerPort: 53, protocol: 'UDP' }], none, at('8080')],
  ])('%s', (_, annotations, ports, inputs, place) => {
    expect(metricsPlaceOf(pod, template(annotations, ports), 'app', inputs)).toEqual(place);
  });

  it('is its own named port, not that of a sidecar which stands before it', () => {
    const sidecar = { name: 'proxy', ports: [{ name: 'metrics', containerPort: 9102 }] };
    const of = (ports: readonly object[]) =>
      ({ spec: { containers: [sidecar, { name: 'app', ports }] } }) as never;
    expect(metricsPlaceOf(pod, of([http, named]), 'app', none)).toEqual(at('9797'));
    expect(metricsPlaceOf(pod, of([http]), 'app', none)).toEqual(at('9102'));
  });

  it('is what the pod itself says, when something was added to it', () => {
    const meshed = {
      ...pod,
      metadata: {
        name: 'p',
        annotations: { 'prometheus.io/port': '15020', 'prometheus.io/path': '/stats/prometheus' },
      },
    };
    expect(metricsPlaceOf(meshed, template({ 'prometheus.io/port': '9898' }, [http]), 'app', none)).toEqual(
      at('15020', '/stats/prometheus'),
    );
  });
});
