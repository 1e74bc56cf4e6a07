import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CancelledError, createProcessExec, type ExecOptions, Redactor, ToolError } from '../../src/index.ts';
import { expectGone, isAlive } from './processes.ts';

const redactor = new Redactor();
redactor.add('hunter22');
const exec = createProcessExec({ env: { PATH: '/usr/bin:/bin', ONLY: 'this' }, redactor });

/** Runs a script of Node, which every machine with these tests has. */
const node = (script: string, options: ExecOptions = {}) =>
  exec.run(process.execPath, ['-e', script], options);

const failure = async (work: Promise<unknown>): Promise<ToolError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ToolError);
  return error as ToolError;
};

describe('BLD-17: four ways to fail are four errors', () => {
  test('a missing program', async () => {
    const error = await failure(exec.run('no-such-program', ['x']));
    expect([error.code, error.message]).toEqual(['TOOL_MISSING', 'no-such-program is not on PATH']);
    expect(error.hint).toContain('install no-such-program');
  });

  test('an exit code, with the last line or the mined reason', async () => {
    const script = 'console.error("first"); console.error("last hunter22"); process.exit(3)';
    const error = await failure(node(script));
    expect([error.code, error.exitCode]).toEqual(['TOOL_FAILED', 3]);
    expect(error.message).toBe('node ended with exit code 3: last ***');
    expect(error.lastLines).toEqual(['first', 'last ***']);
    const mined = await failure(node(script, { reason: ({ stderr }) => stderr.split('\n')[0] }));
    expect(mined.message).toContain('3: first');
  });

  test('a timeout', async () => {
    const error = await failure(node('setInterval(() => {}, 1000)', { timeoutMs: 200, killAfterMs: 100 }));
    expect([error.code, error.message]).toEqual(['TOOL_TIMEOUT', 'node did not end within 200 ms']);
  });

  test('a signal from outside', async () => {
    const error = await failure(node('process.kill(process.pid, "SIGKILL")'));
    expect([error.code, error.signal]).toEqual(['TOOL_KILLED', 'SIGKILL']);
    expect(error.message).toBe('node was ended by SIGKILL');
  });

  test('a folder that is not there is not taken for a missing program', async () => {
    const error = await failure(node('', { cwd: '/no/such/folder' }));
    expect(error.message).toContain('the folder /no/such/folder does not exist');
  });
});

describe('what a child gets', () => {
  test('no shell, and the explicit environment only', async () => {
    const { stdout } = await node('console.log(process.argv[1] ?? "", JSON.stringify(process.env))');
    expect(JSON.parse(stdout)).toEqual({ PATH: '/usr/bin:/bin', ONLY: 'this' });
    const echoed = await exec.run('echo', ['$HOME; `id`', '*']);
    expect(echoed.stdout).toBe('$HOME; `id` *\n');
  });

  test('standard input, also when it does not read it', async () => {
    const read = await node('process.stdin.pipe(process.stdout)', { input: 'secret' });
    expect(read.stdout).toBe('secret');
    await node('process.exit(0)', { input: 'x'.repeat(1_000_000) });
  });

  test('exit codes that are answers', async () => {
    expect((await node('process.exit(1)', { okCodes: [0, 1] })).exitCode).toBe(1);
    expect((await node('process.exit(9)', { okCodes: 'any' })).exitCode).toBe(9);
  });
});

describe('OBS-11: output while it runs', () => {
  test('the first line comes before the child ends; lines are redacted, whole characters, CR-free', async () => {
    const seen: string[] = [];
    const first = Promise.withResolvers<void>();
    const script =
      'process.stdout.write("häl"); process.stdout.write("lo hunter22\\r\\n"); process.stdin.on("data", () => {}).on("end", () => console.log("end"))';
    const result = await node(script, {
      // The child ends when its input ends, which is when we have seen its first line.
      input: (async function* () {
        yield 'begin';
        await first.promise;
      })(),
      onLine: (line) => {
        seen.push(line);
        first.resolve();
      },
    });
    expect(seen).toEqual(['hällo ***', 'end']);
    expect(result.stdout).toContain('hunter22');
  });

  test('characters that come in halves, and a long line in many pieces', async () => {
    const seen: string[] = [];
    const script = `const bytes = Buffer.from("ü€😀"); let at = 0;
      const next = () => { if (at < bytes.length) process.stdout.write(bytes.subarray(at, ++at), () => setTimeout(next, 2)); else process.stdout.write("x".repeat(300000) + "\\n") };
      next();`;
    const { stdout } = await node(script, { onLine: (line) => void seen.push(line) });
    expect(seen).toEqual([`ü€😀${'x'.repeat(300_000)}`]);
    expect(stdout).toBe(`${seen[0]}\n`);
  });

  test('a last line without an end, both streams, and output that is not kept', async () => {
    const seen: string[] = [];
    const result = await node('process.stdout.write("out"); process.stderr.write("err")', {
      onLine: (line, stream) => void seen.push(`${stream} ${line}`),
      discardStdout: true,
    });
    expect(seen.sort()).toEqual(['stderr err', 'stdout out']);
    expect([result.stdout, result.stderr]).toEqual(['', 'err']);
  });
});

describe('cancellation', () => {
  test('SIGINT first: a polite child ends by itself', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const work = node(
      'process.on("SIGINT", () => { console.log("cleaned up"); process.exit(0) }); console.log("ready"); setInterval(() => {}, 1000)',
      {
        signal: controller.signal,
        onLine: (line) => {
          lines.push(line);
          if (line === 'ready') controller.abort();
        },
      },
    );
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(lines).toEqual(['ready', 'cleaned up']);
  });

  test('then SIGKILL for the whole group: no grandchild stays', async () => {
    const pids: number[] = [];
    const stubborn = 'process.on("SIGINT", () => {}); setInterval(() => {}, 1000);';
    const script = `const { spawn } = require("node:child_process"); ${stubborn}
      const child = spawn(process.execPath, ["-e", ${JSON.stringify(`${stubborn} console.log("up")`)}], { stdio: ["ignore", "pipe", "ignore"] });
      child.stdout.once("data", () => console.log(process.pid + " " + child.pid));`;
    const controller = new AbortController();
    const work = node(script, {
      signal: controller.signal,
      killAfterMs: 200,
      onLine: (line) => {
        pids.push(...line.split(' ').map(Number));
        controller.abort();
      },
    });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(pids).toHaveLength(2);
    await expectGone(pids);
  });

  test('a grandchild of a polite child does not stay either', async () => {
    let grandchild = 0;
    const script = `const { spawn } = require("node:child_process");
      const child = spawn("sh", ["-c", "trap '' INT; echo deaf; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
      process.on("SIGINT", () => process.exit(0)); child.stdout.once("data", () => console.log(child.pid)); setInterval(() => {}, 1000)`;
    const controller = new AbortController();
    const work = node(script, {
      signal: controller.signal,
      onLine: (line) => {
        grandchild = Number(line);
        controller.abort();
      },
    });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(grandchild).toBeGreaterThan(0);
    await expectGone([grandchild]);
  });

  test('who left the group with the output in hand does not keep us waiting', async () => {
    const script = `const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { detached: true, stdio: "inherit" });
      child.unref(); console.log(child.pid); process.on("SIGINT", () => process.exit(0)); setInterval(() => {}, 1000)`;
    const controller = new AbortController();
    let stray = 0;
    const work = node(script, {
      signal: controller.signal,
      killAfterMs: 50,
      onLine: (line) => {
        stray = Number(line);
        controller.abort();
      },
    });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(isAlive(stray)).toBe(true); // it is in a group of its own: not ours to end
    process.kill(stray, 'SIGKILL');
  }, 10_000);

  test('a child that has ended is not waited for without end where a server of its own has its output', async () => {
    const script = `const { spawn } = require("node:child_process");
      const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { detached: true, stdio: "inherit" });
      child.unref(); console.log(child.pid)`;
    const patient = createProcessExec({ env: { PATH: '/usr/bin:/bin' }, redactor, lingerMs: 200 });
    const { exitCode, stdout } = await patient.run(process.execPath, ['-e', script]);
    const stray = Number(stdout);
    expect([exitCode, isAlive(stray)]).toEqual([0, true]);
    process.kill(stray, 'SIGKILL');
  }, 15_000);

  test('before the start, nothing starts', async () => {
    await expect(node('', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
  });
});

test('find: executable files on PATH only', async () => {
  const folder = await mkdtemp(`${tmpdir()}/fairlead-test-`);
  onTestFinished(() => rm(folder, { recursive: true }));
  expect(await exec.find('sh')).toMatch(/\/bin\/sh$/);
  expect(await createProcessExec({ env: { PATH: folder }, redactor }).find('sh')).toBeUndefined();
  expect(await exec.find('bin')).toBeUndefined();
});
