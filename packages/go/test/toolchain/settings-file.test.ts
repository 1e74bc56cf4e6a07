import { checkSettingsFile, hiddenGoflags, parseGoVersion, settleGoenv, type Toolchain } from '@fairlead/go';
import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';

const version = parseGoVersion('1.26.8');
const toolchain = (env: Readonly<Record<string, string>>): Toolchain => {
  if (version === undefined) throw new Error('no version');
  return { version, env };
};

async function problems(text: string, path = '/w/go.env', links: Readonly<Record<string, string>> = {}) {
  const files = createFakeFiles({ '/w/go.mod': '', [path]: text }, links);
  const found = await checkSettingsFile(files, '/w', toolchain({ GOENV: path }));
  return found.map(({ problem }) => problem);
}

test.each([
  'GOFLAGS=-toolexec=/w/x.sh',
  'GOFLAGS=-race --toolexec=x',
  `GOFLAGS='-ldflags=-extld=/w/x.sh'`,
  'GOFLAGS=-overlay=o.json',
  'GOFLAGS=-modfile=other.mod',
  'GOFLAGS=-nosuch',
  'CC=/w/cc.sh',
  'GOAUTH=/w/auth.sh',
  'GOVCS=*:all',
  'CGO_ENABLED=1',
  'PKG_CONFIG=/w/x',
])('a settings file of the checked-out code may not say %s', async (line) => {
  expect(await problems(`GOPROXY=https://proxy\n${line}\n`)).toHaveLength(1);
});

test('it may say what chooses no program, and one outside may say anything', async () => {
  expect(await problems('# ours\nGOFLAGS=-race -tags=a\nGOPROXY=https://proxy\nGOAMD64=v3\n')).toEqual([]);
  expect(await problems('GOFLAGS=-toolexec=/x\n', '/root/.config/go/env')).toEqual([]);
});

test('one in the workspace by its name or by a link is judged; none, or a folder, is not', async () => {
  const bad = 'CC=/w/cc.sh\n';
  expect(await problems(bad, '/w/link.env', {})).toHaveLength(1);
  const outside = createFakeFiles(
    { '/etc/env': bad, '/w/in.env': bad },
    { '/w/env': '/etc/env', '/root/env': '/w/in.env' },
  );
  const judged = async (GOENV: string) =>
    (await checkSettingsFile(outside, '/w', toolchain({ GOENV }))).length;
  expect(await judged('/w/env')).toBe(1); // named inside, leads out
  expect(await judged('/root/env')).toBe(1); // named outside, leads in
  expect(await judged('/etc/env')).toBe(0);
  expect(await judged('/w/none.env')).toBe(0);
  expect(await judged('/w')).toBe(0);
  expect(await judged('off')).toBe(0);
  expect(await judged('')).toBe(0);
  expect((await checkSettingsFile(outside, '/w', toolchain({}))).length).toBe(0);
});

test('lines that set nothing are passed over, blanks around a setting are not part of it', async () => {
  expect(await problems('#CC=x\n=CC\nCC\n\n')).toEqual([]);
  expect(await problems(' CC = x \n')).toEqual(['sets CC, which may choose a program']);
  expect(await problems('GOFLAGS="-broken\n')).toEqual([]); // go refuses it by itself
});

test('a relative GOENV means one file, wherever go is run', () => {
  const absolute = (path: string): string => `/w/${path}`;
  expect(settleGoenv({ GOENV: 'go.env' }, absolute)).toEqual({ GOENV: '/w/go.env' });
  expect(settleGoenv({ GOENV: 'off' }, absolute)).toEqual({ GOENV: 'off' });
});

test('GOFLAGS that no variable sets is found with its file', () => {
  const given = toolchain({ GOFLAGS: '-race', GOENV: '/root/.config/go/env' });
  expect(hiddenGoflags({}, given)).toEqual({ goflags: '-race', file: '/root/.config/go/env' });
  expect(hiddenGoflags({ GOFLAGS: '' }, given)?.goflags).toBe('-race');
  expect(hiddenGoflags({ GOFLAGS: '-race' }, given)).toBeUndefined();
  expect(hiddenGoflags({}, toolchain({ GOFLAGS: '' }))).toBeUndefined();
  expect(hiddenGoflags({}, toolchain({}))).toBeUndefined();
});
