import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writeFiles } from '../../src/init/write-files.ts';
import { runCommand } from '../../src/run-command.ts';
import { createFakeTerminal } from '../support/fake-terminal.ts';

const execute = promisify(execFile);
const PIPELINE = '.github/workflows/pipeline.yml';
const SERVER =
  'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":9000", nil) }\n\nvar live = "/healthz"\n';
const MODULE = 'module github.com/acme/orders\n\ngo 1.26\n';
const SERVICE = { 'go.mod': MODULE, 'main.go': SERVER };

let folder = '';
let count = 0;

interface Made {
  readonly cwd: string;
  init(...args: string[]): Promise<{ code: number; said: string; complained: string }>;
  lint(): Promise<{ code: number; said: string }>;
  read(path: string): Promise<string>;
  /** All files, without those of git. */
  files(): Promise<readonly string[]>;
  git(...args: string[]): Promise<unknown>;
}

/** A folder with files; a git repository unless it is said to be none. Commands run in `from`. */
async function make(
  files: Readonly<Record<string, string>>,
  { git = true, from = '.', branch = 'main' } = {},
): Promise<Made> {
  count += 1;
  const root = join(folder, String(count));
  await mkdir(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const runGit = (...args: string[]) => execute('git', ['-C', root, ...args]);
  if (git) await runGit('init', '--quiet', '--initial-branch', branch);
  const run = async (name: string, ...args: string[]) => {
    const env = { PATH: process.env['PATH'], HOME: folder };
    const terminal = createFakeTerminal({ cwd: join(root, from), env });
    const code = await runCommand([name, ...args], terminal);
    return { code, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
  };
  return {
    cwd: root,
    git: runGit,
    init: (...args) => run('init', ...args),
    lint: () => run('workflow-lint', '--no-external'),
    read: (path) => readFile(join(root, path), 'utf8'),
    files: async () =>
      (await readdir(root, { recursive: true, withFileTypes: true }))
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .filter((path) => !path.startsWith('.git/'))
        .sort(),
  };
}

/** What stands behind `with:` of the step that uses an action. */
const given = (workflow: string, action: string): Record<string, string> => {
  const jobs = Object.values(
    (parse(workflow) as { jobs: Record<string, { steps: { uses?: string; with?: object }[] }> }).jobs,
  );
  const step = jobs.flatMap(({ steps }) => steps).find(({ uses }) => uses?.includes(`/${action}@`));
  return (step?.with ?? {}) as Record<string, string>;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-init-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a service without anything', () => {
  it('gets everything, and is told what only a person can give', async () => {
    const made = await make(SERVICE);
    const first = await made.init();
    expect(first.complained).toBe('');
    expect(first.code).toBe(0);
    const files = await made.files();
    expect(files).toEqual([
      '.dockerignore',
      '.github/fairlead.yml',
      PIPELINE,
      'Dockerfile',
      'deploy/orders/Chart.yaml',
      'deploy/orders/templates/deployment.yaml',
      'deploy/orders/templates/service.yaml',
      'deploy/orders/values.yaml',
      'go.mod',
      'main.go',
    ]);
    expect(first.said.match(/^ {2}written /gm)).toHaveLength(8);
    expect(first.said.match(/^Next:$/gm)).toHaveLength(1);
    expect(first.said).toContain("Next:\n  git add --all && git commit -m 'Add the pipeline'");
    for (const need of ['KUBECONFIG', 'CANARY']) {
      expect(first.said).toContain(need);
      expect(await made.read(PIPELINE)).toContain(
        `# - the ${need === 'KUBECONFIG' ? 'secret' : 'variable'} ${need}`,
      );
    }
    expect(await made.lint()).toMatchObject({ code: 0, said: '2 files: 0 findings' });
  });

  it('is left as it is by a second run, which says so', async () => {
    const made = await make(SERVICE);
    await made.init();
    const files = await made.files();
    const before = await Promise.all(files.map(made.read));
    const second = await made.init();
    expect(second.code).toBe(0);
    expect(second.said).toContain('Nothing was written: all of it is there.');
    expect(second.said).toContain('Next:\n  fairlead workflow-lint');
    expect(second.said).not.toMatch(/^ {2}written /m);
    expect(await made.files()).toEqual(files);
    expect(await Promise.all(files.map(made.read))).toEqual(before);
  });

  it('is shown with --dry-run, and not written', async () => {
    const made = await make(SERVICE);
    const { code, said } = await made.init('--dry-run', '--main', '.');
    expect(code).toBe(0);
    expect(said.match(/^ {2}would write /gm)).toHaveLength(8);
    expect(said).toContain('--- Dockerfile\nFROM golang:1.26 AS build\n');
    expect(said).toContain('Next:\n  fairlead init --main .');
    expect(await made.files()).toEqual(['go.mod', 'main.go']);
  });

  it('has in the files what its code says', async () => {
    const made = await make({ ...SERVICE, 'go.sum': '' });
    await made.init();
    expect(await made.read('Dockerfile')).toContain('EXPOSE 9000\nENTRYPOINT ["/orders"]');
    expect(await made.read('deploy/orders/values.yaml')).toContain('containerPort: 9000');
    const deployment = await made.read('deploy/orders/templates/deployment.yaml');
    expect(deployment).toContain('readinessProbe: { httpGet: { path: /healthz, port: http }');
    expect(deployment).not.toContain('prometheus.io');
    const workflow = await made.read(PIPELINE);
    expect(given(workflow, 'helm-deploy')).toMatchObject({ release: 'orders', chart: 'deploy/orders' });
    expect(given(workflow, 'canary-rollback')).toMatchObject({ workload: 'orders' });
  });

  it('has metrics annotations, the histogram and PORT where the code has them, and TCP probes without paths', async () => {
    const source = SERVER.replace('/healthz', '/metrics').replace(
      'func main() {',
      'var a, b = "PORT", "http_request_duration_seconds"\n\nfunc main() {',
    );
    const made = await make({ ...SERVICE, 'main.go': source });
    await made.init();
    const deployment = await made.read('deploy/orders/templates/deployment.yaml');
    expect(deployment).toContain('prometheus.io/path: /metrics');
    expect(deployment).toContain('livenessProbe: { tcpSocket: { port: http }');
    expect(await made.read('deploy/orders/values.yaml')).toContain("env: { PORT: '9000' }");
    expect(await made.read('.github/fairlead.yml')).toContain('metric: http_request_duration_seconds');
    expect(await made.lint()).toMatchObject({ code: 0 });
  });

  it('is told from its commits: the next line adds what was written, by force what is ignored', async () => {
    const made = await make({ ...SERVICE, '.gitignore': '' });
    const commit = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'x'];
    await made.git('add', '--all');
    await made.git(...commit);
    const written = `${PIPELINE} .github/fairlead.yml Dockerfile .dockerignore deploy/orders`;
    expect((await made.init()).said).toContain(`Next:\n  git add ${written} && git commit`);
    const ignoring = await make({ ...SERVICE, '.gitignore': '.*\n' });
    expect((await ignoring.init()).said).toContain(`Next:\n  git add --force ${written} && git commit`);
  });
});

describe('what is there', () => {
  it('is kept, and the workflow uses it', async () => {
    const mine = {
      'build/Dockerfile': 'FROM x\n',
      'charts/shop/Chart.yaml': 'name: shop\nversion: 1.0.0\n',
      '.github/fairlead.yml': 'quality-gate: { preset: strict }\n',
    };
    const made = await make({ ...SERVICE, ...mine });
    const { said } = await made.init();
    for (const path of ['build/Dockerfile', 'charts/shop', '.github/fairlead.yml'])
      expect(said).toMatch(new RegExp(`^  kept +${path} +is there$`, 'm'));
    for (const [path, text] of Object.entries(mine)) expect(await made.read(path)).toBe(text);
    const workflow = await made.read(PIPELINE);
    expect(given(workflow, 'docker-multistage')['file']).toBe('build/Dockerfile');
    expect(given(workflow, 'helm-deploy')).toMatchObject({ release: 'shop', chart: 'charts/shop' });
    expect(await made.files()).not.toContain('Dockerfile');
    expect(await made.files()).not.toContain('.dockerignore');
  });

  it('may be a Dockerfile that says the port, when the code does not', async () => {
    const made = await make({
      'go.mod': MODULE,
      'main.go': 'package main\n\nfunc main() { http.ListenAndServe(":"+port, nil) }\n',
      Dockerfile: 'FROM scratch\nEXPOSE 80\n',
    });
    const { said } = await made.init();
    expect(said).toContain('port 80 (Dockerfile:2)');
    expect(await made.read('deploy/orders/values.yaml')).toContain('containerPort: 80\n');
  });

  it('a chart in a folder that cannot be named is not used', async () => {
    const made = await make({ ...SERVICE, '${{ x }}/Chart.yaml': 'name: orders\n' });
    const { said } = await made.init();
    expect(said).toContain('written  deploy/orders/Chart.yaml');
    expect(await made.read(PIPELINE)).not.toContain('{{ x }}');
  });

  it('says of a program that nobody outside of its pod reaches what to do', async () => {
    const made = await make({ ...SERVICE, 'main.go': SERVER.replace('":9000"', '"localhost:9000"') });
    expect((await made.init()).said).toContain(
      'main.go:5 listens on localhost:9000, which nobody outside of the pod reaches: let it listen on :9000, or no probe ever answers',
    );
  });

  it('may be another workflow with the actions', async () => {
    const ci = '.github/workflows/ci.yml';
    const made = await make({ ...SERVICE, [ci]: 'x: fairlead-actions/fairlead/actions/go-build@v1\n' });
    const { said } = await made.init();
    expect(said).toContain(`${ci} uses the actions already`);
    expect(await made.files()).not.toContain(PIPELINE);
  });
});

describe('what is not a service', () => {
  it('a library gets a gate, no image and no release', async () => {
    const made = await make({ 'go.mod': MODULE, 'a.go': 'package orders\n' });
    const { code, said } = await made.init();
    expect(code).toBe(0);
    expect(said).toContain('a library: no main package');
    expect(said).toMatch(/skipped +Dockerfile +the module has no main package, so there is no image/);
    expect(said).not.toContain('KUBECONFIG');
    expect(Object.keys((parse(await made.read(PIPELINE)) as { jobs: object }).jobs)).toEqual(['gate']);
    expect(await made.lint()).toMatchObject({ code: 0 });
  });

  it('a program that does not listen gets an image and no release', async () => {
    const made = await make({ 'go.mod': MODULE, 'main.go': 'package main\n\nfunc main() {}\n' });
    const { said } = await made.init();
    expect(said).toContain('nothing in the code listens on a port, so nothing is released');
    const jobs = Object.keys((parse(await made.read(PIPELINE)) as { jobs: object }).jobs);
    expect(jobs).toEqual(['build', 'gate', 'image']);
    expect(await made.read('Dockerfile')).not.toContain('EXPOSE');
    expect(await made.lint()).toMatchObject({ code: 0 });
  });
});

describe('several main packages', () => {
  const files = { 'go.mod': MODULE, 'cmd/a/main.go': SERVER, 'cmd/b/main.go': SERVER };
  it('one is chosen, and how to choose another one is said', async () => {
    const made = await make(files);
    expect((await made.init()).said).toContain(
      'the image runs ./cmd/a; --main PATH chooses another main package: ./cmd/b',
    );
    expect(await made.read('Dockerfile')).toContain('-o /out/orders ./cmd/a\n');
  });

  it.each(['./cmd/b', 'cmd/b/'])('--main %s', async (main) => {
    const made = await make(files);
    await made.init('--main', main);
    expect(await made.read('Dockerfile')).toContain('-o /out/orders ./cmd/b\n');
  });
});

describe('several modules', () => {
  const module = (name: string, more = '') => ({
    [`services/${name}/go.mod`]: `module example.com/${name}\n\ngo 1.26\n${more}`,
    [`services/${name}/main.go`]: SERVER,
  });
  const two = { ...module('orders'), ...module('users') };

  it('want a choice', async () => {
    const made = await make(two);
    const { code, complained } = await made.init();
    expect(code).toBe(2);
    expect(complained).toContain(
      'several modules with a main package (services/orders, services/users): choose one with --module PATH, for example --module services/orders',
    );
    expect(await made.files()).toEqual(Object.keys(two).sort());
  });

  it('each get a workflow, an image and a chart of their own, and share the settings', async () => {
    const made = await make(two);
    expect((await made.init('--module', 'services/orders')).code).toBe(0);
    expect((await made.init('--module', 'services/users/')).said).toMatch(/kept +\.github\/fairlead\.yml/);
    const workflow = await made.read('.github/workflows/pipeline-users.yml');
    expect(given(workflow, 'go-build')).toEqual({ 'working-directory': 'services/users' });
    expect(given(workflow, 'docker-multistage')).toEqual({
      image: `ghcr.io/\${{ github.repository }}/users`,
      context: 'services/users',
    });
    expect(given(workflow, 'helm-deploy')).toMatchObject({ release: 'users', chart: 'deploy/users' });
    expect(await made.files()).toContain('services/orders/Dockerfile');
    expect(await made.lint()).toMatchObject({ code: 0, said: '3 files: 0 findings' });
  });

  it('the one around the folder is meant; the next line works from there', async () => {
    const made = await make(two, { from: 'services/orders' });
    expect((await made.init()).said).toContain('example.com/orders in services/orders');
    expect((await made.init()).said).toContain('Next:\n  fairlead workflow-lint ../../.github/workflows');
  });

  it('one that is compiled with its neighbours is built from the whole repository', async () => {
    const made = await make({
      ...module('orders', 'replace example.com/lib => ../../lib\n'),
      'lib/go.mod': 'module example.com/lib\n',
      'lib/a.go': 'package lib\n',
    });
    await made.init();
    expect(await made.read('services/orders/Dockerfile')).toContain(
      'COPY . .\nWORKDIR /src/services/orders\n',
    );
    expect(given(await made.read(PIPELINE.replace('.yml', '.yml')), 'docker-multistage')['file']).toBe(
      'services/orders/Dockerfile',
    );
  });

  it('examples are no services', async () => {
    const made = await make({
      ...SERVICE,
      'examples/a/go.mod': 'module example.com/a\n',
      'examples/a/main.go': SERVER,
    });
    expect((await made.init()).said).not.toContain('--module');
  });
});

describe('Go and the branch', () => {
  it.each([
    ['go 1.26.3', '1.26'],
    ['go 1.24\n\ntoolchain go1.25.1', '1.25'],
    ['go 1.21', '1.21'],
    ['go 1.20', '1'],
    ['', '1'],
  ])('%j is built with golang:%s', async (line, version) => {
    const made = await make({ ...SERVICE, 'go.mod': `module example.com/orders\n\n${line}\n` });
    await made.init();
    expect((await made.read('Dockerfile')).split('\n')[0]).toBe(`FROM golang:${version} AS build`);
  });

  it('the branch that is out counts before the first commit', async () => {
    const made = await make(SERVICE, { branch: 'trunk' });
    expect((await made.init()).said).toContain('pushes to trunk');
    expect(await made.read(PIPELINE)).toContain('branches: [trunk]');
  });

  it('a module that needs C is built with it, into an image that has it', async () => {
    const made = await make({ ...SERVICE, 'c.go': 'package main\n\nimport "C"\n' });
    await made.init();
    expect(await made.read('Dockerfile')).toMatch(/CGO_ENABLED=1[\s\S]*FROM debian:stable-slim/);
    expect(parse(await made.read('.github/fairlead.yml'))).toMatchObject({ 'go-build': { cgo: true } });
    expect(await made.lint()).toMatchObject({ code: 0 });
  });
});

describe('refusals, each before anything is written', () => {
  it.each([
    ['no git repository', SERVICE, { git: false }, [], /is in no git repository: begin with git init there/],
    ['no go.mod', { 'main.go': SERVER }, {}, [], /there is no go\.mod in \S+\/\d+ or below it/],
    ['a go.mod without a name', { ...SERVICE, 'go.mod': 'go 1.26\n' }, {}, [], /go\.mod names no module/],
    ['a module that is none', SERVICE, {}, ['--module', 'x'], /--module "x": has no go\.mod .*allowed: \./],
    [
      'a main package that is none',
      SERVICE,
      {},
      ['--main', './x'],
      /--main "\.\/x": is no main .*allowed: \./,
    ],
    [
      'settings that nobody reads',
      { ...SERVICE, '.github/fairlead.yaml': '' },
      {},
      [],
      /\.github\/fairlead\.yaml is not read/,
    ],
    ['a file for a folder', { ...SERVICE, deploy: 'x' }, {}, [], /deploy is no folder/],
  ] as const)('%s', async (_, files, how, args, message) => {
    const made = await make(files, how);
    const { code, complained } = await made.init(...args);
    expect(code).toBe(2);
    expect(complained).toMatch(message);
    expect(await made.files()).toEqual(Object.keys(files).sort());
  });

  it('a Dockerfile that is somewhere else', async () => {
    const made = await make(SERVICE);
    const outside = await mkdtemp(join(folder, 'outside-'));
    await writeFile(join(outside, 'Dockerfile'), 'FROM scratch\n');
    await symlink(join(outside, 'Dockerfile'), join(made.cwd, 'Dockerfile'));
    const { code, complained } = await made.init();
    expect(code).toBe(2);
    expect(complained).toContain(
      'Dockerfile: leads out of the repository through a link: no image is built from it',
    );
    expect(await made.files()).toEqual(['Dockerfile', 'go.mod', 'main.go']);
  });

  it.each(['a\nb', '\u001b[31m', '${{ secrets.KUBECONFIG }}'])(
    'a folder whose name cannot stand in a workflow: %j',
    async (name) => {
      const made = await make({ [`${name}/go.mod`]: MODULE, [`${name}/main.go`]: SERVER });
      const { code, complained } = await made.init();
      expect(code).toBe(2);
      expect(complained.split('\n')).toEqual([
        `fairlead init: the module is in the folder ${JSON.stringify(name)}: a name with such characters cannot stand in a workflow`,
        'fairlead init: nothing was written',
        'fairlead init --help says what is allowed',
      ]);
      expect(await made.files()).toHaveLength(2);
    },
  );

  it('a source that has no end', async () => {
    const made = await make(SERVICE);
    await rm(join(made.cwd, 'go.mod'));
    await symlink('/dev/zero', join(made.cwd, 'go.mod'));
    const { code, complained } = await made.init();
    expect(code).toBe(2);
    expect(complained).toMatch(/go\.mod/);
    expect(complained).toContain('nothing was written');
  });

  it('links that lead out, and that lead nowhere, all at once', async () => {
    const made = await make(SERVICE);
    const outside = await mkdtemp(join(folder, 'outside-'));
    await symlink(outside, join(made.cwd, '.github'));
    await symlink(join(outside, 'x'), join(made.cwd, 'Dockerfile'));
    await symlink('nowhere', join(made.cwd, 'deploy'));
    const { code, complained } = await made.init();
    expect(code).toBe(2);
    expect(complained).toContain(`${PIPELINE}: leads out of the repository through a link`);
    expect(complained).toContain('Dockerfile: leads out of the repository through a link');
    expect(complained).toContain('deploy/orders/Chart.yaml: deploy is a link that leads nowhere');
    expect(await readdir(outside)).toEqual([]);
    expect((await lstat(join(made.cwd, 'Dockerfile'))).isSymbolicLink()).toBe(true);
  });
});

describe('writing', () => {
  it('leaves nothing behind when one file cannot be written', async () => {
    const root = await mkdtemp(join(folder, 'write-'));
    await writeFile(join(root, 'there'), 'mine');
    const files = ['a/b/c', 'a/b/d', 'there'].map((path) => ({ path, text: 'x' }));
    await expect(writeFiles(root, files)).rejects.toThrow(/there: cannot be written, so nothing was: EEXIST/);
    expect(await readdir(root)).toEqual(['there']);
    expect(await readFile(join(root, 'there'), 'utf8')).toBe('mine');
  });

  it('keeps folders that were there', async () => {
    const root = await mkdtemp(join(folder, 'write-'));
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'there'), 'mine');
    await chmod(join(root, 'there'), 0o444);
    await expect(
      writeFiles(
        root,
        ['a/b/c', 'there'].map((path) => ({ path, text: 'x' })),
      ),
    ).rejects.toThrow();
    expect(existsSync(join(root, 'a'))).toBe(true);
    expect(existsSync(join(root, 'a/b'))).toBe(false);
  });
});
