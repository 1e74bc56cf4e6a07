import type { Files } from '@fairlead/core';
import { createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { findEngine } from '../src/engine/find-engine.ts';

const ANSWER = JSON.stringify({ Client: { Version: '27.5.1' }, Server: { Version: '27.5.0' } });
const BUILDX: Transcript[] = [
  { on: '/usr/bin/docker version', stdout: ANSWER },
  { on: '/usr/bin/docker buildx version' },
];

/** Files with a docker in some folders; a folder that is closed may not be looked into. */
async function filesWith(programs: Readonly<Record<string, number>>, closed = '/none'): Promise<Files> {
  const files = createFakeFiles();
  for (const [path, mode] of Object.entries(programs)) await files.write(path, '', mode);
  return {
    ...files,
    stat: async (path) => {
      if (path.startsWith(`${closed}/`))
        throw Object.assign(new Error(`EACCES: permission denied, stat '${path}'`), { code: 'EACCES' });
      return files.stat(path);
    },
  };
}

function find(files: Files, PATH: string, transcripts = BUILDX) {
  const exec = createFakeExec(transcripts);
  return findEngine({ exec, files, childEnv: { PATH }, signal: new AbortController().signal });
}

describe('the docker command on PATH', () => {
  it('passes by a folder that may not be looked into, as a shell does', async () => {
    const files = await filesWith({ '/usr/bin/docker': 0o755 }, '/root/bin');
    expect(await find(files, '/root/bin:/usr/bin')).toMatchObject({
      command: '/usr/bin/docker',
      clientVersion: '27.5.1',
      serverVersion: '27.5.0',
      driver: 'buildx',
    });
  });

  it('passes by what is no program, and folders that are not absolute', async () => {
    const files = await filesWith({ '/opt/docker': 0o644, '/usr/bin/docker': 0o755, 'here/docker': 0o755 });
    expect(await find(files, 'here:/opt:/usr/bin')).toMatchObject({ command: '/usr/bin/docker' });
  });

  it('is said to be missing when all of PATH is closed', async () => {
    const files = await filesWith({ '/root/bin/docker': 0o755 }, '/root/bin');
    await expect(find(files, '/root/bin', [])).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: 'docker is not on PATH',
    });
  });

  it('goes on to the next command when one cannot drive BuildKit', async () => {
    const files = await filesWith({ '/opt/docker': 0o755, '/usr/bin/docker': 0o755 });
    const old = JSON.stringify({ Client: { Version: '27.5.1' }, Server: null });
    const transcripts: Transcript[] = [
      { on: '/opt/docker version', stdout: old },
      { on: '/opt/docker buildx version', exitCode: 1 },
      ...BUILDX,
    ];
    expect(await find(files, '/opt:/usr/bin', transcripts)).toMatchObject({ command: '/usr/bin/docker' });
  });
});
