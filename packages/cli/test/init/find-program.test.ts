import { describe, expect, it } from 'vitest';
import { findMains, findProgram } from '../../src/init/find-program.ts';
import { serviceName, shellWord, yamlText } from '../../src/init/names.ts';
import { type GoFile, readGoFile } from '../../src/init/read-go-file.ts';
import { portOf } from '../../src/init/service.ts';

const read = (files: Readonly<Record<string, string>>): readonly GoFile[] =>
  Object.entries(files).flatMap(([path, source]) => readGoFile(path, source) ?? []);
const main = (body = ''): string => `package main\n\nfunc main() {\n${body}\n}\n`;
const program = (files: Readonly<Record<string, string>>) => {
  const sources = read(files);
  const mains = findMains(sources, 'orders');
  return findProgram(sources, mains[0] ?? '.', mains);
};

describe('main packages', () => {
  it.each([
    ['a comment', '// package main\n// func main()\npackage a\n'],
    ['text', 'package a\n\nvar x = `package main\nfunc main() {`\n'],
    ['a method', 'package main\n\nfunc (a b) main() {}\n'],
    ['a constraint that no build meets', `//go:build ignore\n\n${main()}`],
    ['another system by its constraint', `//go:build windows\n\n${main()}`],
  ])('%s is none', (_, source) => {
    expect(findMains(read({ 'a.go': source }), 'a')).toEqual([]);
  });

  it('a file for another system by its name is none, one for Linux is', () => {
    expect(findMains(read({ 'a/x_windows.go': main(), 'b/x_linux.go': main() }), 'x')).toEqual(['./b']);
  });

  it.each(['cmd/a\nb', 'cmd/\u001b[31m', 'cmd/sp ace', "cmd/q'uote", 'cmd/$(x)'])(
    'the folder %j is no package that the go command builds',
    (folder) => {
      expect(
        findMains(read({ [`${folder}/main.go`]: main(), 'cmd/-a.b~c+d_e/main.go': main() }), 'x'),
      ).toEqual(['./cmd/-a.b~c+d_e']);
    },
  );

  it('come with the likeliest first: by name, then what listens, then the others, helpers last', () => {
    const files = {
      'tools/serve/main.go': main('http.ListenAndServe(":1234", nil)'),
      'cmd/a/main.go': main(),
      'cmd/b/main.go': main('http.ListenAndServe(":1234", nil)'),
      'cmd/orders/main.go': main(),
      'main.go': main(),
    };
    expect(findMains(read(files), 'orders')).toEqual([
      './cmd/orders',
      './cmd/b',
      '.',
      './cmd/a',
      './tools/serve',
    ]);
  });
});

describe('an address that only the machine itself reaches', () => {
  const found = (body: string) => program({ 'main.go': main(body) });

  it.each([
    ['listened on', 'http.ListenAndServe("localhost:9000", nil)', 'localhost:9000'],
    ['listened on by its number', 'net.Listen("tcp", "127.0.0.1:9000")', '127.0.0.1:9000'],
    ['of IPv6', 'net.Listen("tcp6", "[::1]:9000")', '[::1]:9000'],
    ['of a flag', 'flag.String("addr", "localhost:9000", "")', 'localhost:9000'],
    ['of a longer flag', 'flag.String("http-addr", "localhost:9000", "")', 'localhost:9000'],
  ])('%s gives the port, and is told', (_, body, value) => {
    const { ports, local } = found(body);
    expect({ ports, local }).toEqual({
      ports: [{ value: 9000, at: 'main.go:4' }],
      local: { value, at: 'main.go:4' },
    });
  });

  it.each([
    ['of something else', 'flag.String("redis", "localhost:6379", "")'],
    ['that is called', 'http.Get("localhost:9000")'],
    ['without such a port', 'http.ListenAndServe("localhost:99999", nil)'],
  ])('%s is none to listen on', (_, body) => {
    const { ports, local } = found(body);
    expect({ ports, local }).toEqual({ ports: [], local: undefined });
  });

  it('does not count beside one that all reach', () => {
    const { ports, local } = found('go x.Listen("localhost:6060"); x.Listen(":9000")');
    expect({ ports: ports.map(({ value }) => value), local }).toEqual({ ports: [9000], local: undefined });
  });
});

describe('port', () => {
  it.each([
    ['an address', 'http.ListenAndServe(":9000", nil)', 9000],
    ['an address of all hosts', 'x.Listen("0.0.0.0:9000")', 9000],
    ['an address of all hosts of IPv6', 'x.Listen("[::]:9000")', 9000],
    ['a flag', 'flag.Int("port", 9000, "")', 9000],
    ['the default of a variable', 'getenv("HTTP_PORT", "9000")', 9000],
    ['a name', 'defaultPort := "9000"', 9000],
    ['a field', 'x(Config{ListenPort: 9000})', 9000],
    ['the largest', 'x(":65535")', 65535],
    ['one too large', 'x(":65536")', 8080],
    ['one that the system chooses', 'x(":0")', 8080],
    ['a client of another host', 'x("db.example.com:5432")', 8080],
    ['a client on the same host', 'x("localhost:6379")', 8080],
    ['a port of something else', 'flag.Int("grpc-port", 9000, "")\nredisPort := 6379', 8080],
    ['a word that ends alike', 'x("report", 9000)\nsupport := 9000', 8080],
    ['a short declaration', 'port := 9000', 9000],
    ['a comparison with something else', 'if port == other { x(9000) }', 8080],
    ['a call without a default', 'flag.Int("port")\nx(9000)', 8080],
    ['a name before an address', 'flag.Int("port", 9000, "")\nx(":7000")', 9000],
    ['8080 among several', 'x(":9000")\nx(":8080")', 8080],
  ])('%s', (_, body, port) => {
    expect(portOf(program({ 'main.go': main(body) }))).toBe(port);
  });

  it('counts in the main package first, never in tests of names or other programs', () => {
    const files = {
      'cmd/orders/main.go': main(),
      'cmd/b/main.go': main('x(":7000")'),
      'internal/app/app.go': 'package app\n\nvar addr = ":9000"\n',
    };
    expect(program(files).ports).toEqual([{ value: 9000, at: 'internal/app/app.go:3' }]);
    expect(program({ ...files, 'cmd/orders/main.go': main('x(":6000")') }).ports).toEqual([
      { value: 6000, at: 'cmd/orders/main.go:4' },
    ]);
  });

  it('tells several, each once', () => {
    const { ports } = program({ 'main.go': main('x(":9000")\nx(":7000")\nx(":9000")') });
    expect(ports.map(({ value }) => value)).toEqual([9000, 7000]);
  });
});

describe('paths', () => {
  const paths = (body: string) => {
    const { liveness, readiness, metrics } = program({ 'main.go': main(body) });
    return [liveness?.value, readiness?.value, metrics?.value];
  };

  it.each([
    ['none', '', [undefined, undefined, undefined]],
    ['one alone is that of readiness', 'h("/healthz")', [undefined, '/healthz', undefined]],
    ['behind a method', 'h("GET /healthz")\nh("GET /readyz")', ['/healthz', '/readyz', undefined]],
    ['the clearest first', 'h("/ping")\nh("/livez")', [undefined, '/livez', undefined]],
    ['readiness alone', 'h("/ready")', [undefined, '/ready', undefined]],
    [
      'no part of another path',
      'h("/v1/healthz")\nh("/healthzz")\nh("POST /healthz")',
      [undefined, undefined, undefined],
    ],
    ['metrics', 'h("/metrics")', [undefined, undefined, '/metrics']],
    ['in a comment', '// "/healthz"', [undefined, undefined, undefined]],
  ])('%s', (_, body, found) => {
    expect(paths(body)).toEqual(found);
  });

  it('says where', () => {
    expect(program({ 'main.go': main('h(`/healthz`)') }).readiness).toEqual({
      value: '/healthz',
      at: 'main.go:4',
    });
  });
});

describe('what else the code says', () => {
  it.each([
    ['the standard library', 'http.ListenAndServe(a, b)', true],
    ['a listener', 'net.Listen("tcp", a)', true],
    ['nothing', 'fmt.Println("ListenAndServe")', false],
  ])('whether it listens: %s', (_, body, listens) => {
    expect(program({ 'main.go': main(body) }).listens).toBe(listens);
  });

  it('whether it listens: a framework', () => {
    const source = main().replace('\n\n', '\n\nimport "github.com/labstack/echo/v4"\n\n');
    expect(program({ 'main.go': source }).listens).toBe(true);
  });

  it('whether the port is a variable, and the histogram, in one word or two', () => {
    expect(program({ 'main.go': main('os.Getenv("PORT")') }).portVariable).toBe(true);
    expect(program({ 'main.go': main('os.Getenv("PORTS")') }).portVariable).toBe(false);
    const histogram = (body: string) => program({ 'main.go': main(body) }).histogram;
    expect(histogram('x("app_http_request_duration_ms")')).toBe('app_http_request_duration_ms');
    expect(histogram('x("http", "request_duration_seconds")')).toBe('http_request_duration_seconds');
    expect(histogram('x("request_duration_seconds")')).toBe(undefined);
  });

  it('whether it needs C', () => {
    expect(read({ 'a.go': 'package a\n\nimport "C"\n' })[0]?.cgo).toBe(true);
    expect(read({ 'a.go': 'package a\n\nimport "c"\n' })[0]?.cgo).toBe(false);
  });
});

describe('names', () => {
  it.each([
    ['github.com/acme/orders', 'orders'],
    ['github.com/acme/Orders_API/v2', 'orders-api'],
    ['gopkg.in/yaml.v3', 'yaml'],
    ['example.com/7up', 'up'],
    ['v2', 'v2'],
    ['example.com/---', 'service'],
    [`example.com/${'a'.repeat(39)}-b`, 'a'.repeat(39)],
    [`example.com/${'a'.repeat(41)}`, 'a'.repeat(40)],
  ])('of %s', (module, name) => {
    expect(serviceName(module)).toBe(name);
  });

  it('are put in quotes where YAML or a shell wants them', () => {
    expect(['main', 'on', '1.0', "a'b", 'a: b', 'deploy/x'].map(yamlText)).toEqual([
      'main',
      "'on'",
      "'1.0'",
      "'a''b'",
      "'a: b'",
      'deploy/x',
    ]);
    expect(['a/b', 'a b', "a'b", '$(x)'].map(shellWord)).toEqual(['a/b', "'a b'", "'a'\\''b'", "'$(x)'"]);
  });
});

it.each(['var port =', 'var port', 'const Port :=', 'var x = flag.Int("port",', 'var s = "'])(
  'a file that ends in the middle of %j is read as far as it goes',
  (end) => {
    const file = readGoFile('main.go', `package main\n\nfunc main() {}\n${end}`);
    expect(file).toMatchObject({ isMain: true, namedPorts: [], addressPorts: [] });
  },
);
