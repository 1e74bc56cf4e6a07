import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../problem.ts';

/** A name that this process owns until it ends or releases it. */
export interface Claim {
  release(): void;
}

const PATIENCE_MS = 90_000;
const ANSWER_MS = 2000;

/**
 * Claims a demo's name, or gives the number of the process that has it. The claim is an abstract socket (unix(7)), which
 * the kernel takes back when its owner dies, however it dies: there is no lock file to go stale. Elsewhere than on Linux
 * it is a socket in the temporary folder; one that nobody answers on is taken over.
 */
export async function claimName(name: string, platform: string = process.platform): Promise<Claim | number> {
  const isAbstract = platform === 'linux';
  const path = isAbstract ? `\0fairlead-demo-${name}` : join(tmpdir(), `fairlead-demo-${name}.sock`);
  const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)));
  if (!(await listens(server, path))) {
    const owner = await askOwner(path);
    if (isAbstract || owner > 0) return owner;
    await rm(path, { force: true });
    if (!(await listens(server, path))) return askOwner(path);
  }
  server.unref();
  return { release: () => void server.close() };
}

/** False when somebody has the path. */
function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const onError = (error: NodeJS.ErrnoException): void =>
      error.code === 'EADDRINUSE' ? done(false) : fail(error);
    server.once('error', onError);
    server.listen(path, () => {
      server.off('error', onError);
      done(true);
    });
  });
}

/** @throws Problem when a living process has the name. */
export async function claimOrRefuse(name: string): Promise<Claim> {
  const claim = await claimName(name);
  if (typeof claim !== 'number') return claim;
  throw new Problem(
    `a demo with the name ${name} is running${claim > 0 ? ` (process ${claim})` : ''}: wait for it, end it with "npm run demo -- --down --name ${name}", or choose another --name`,
  );
}

/** Asks the owner of a name to end in good order, kills it when it does not, and takes the name. */
export async function takeOver(name: string, say: (line: string) => void): Promise<Claim> {
  const asked = new Set<number>();
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const claim = await claimName(name);
    if (typeof claim !== 'number') return claim;
    const late = performance.now() > deadline;
    if (claim > 0 && (late || !asked.has(claim))) {
      say(`demo ${name}: ${late ? 'killing' : 'ending'} the one that runs (process ${claim})`);
      endProcess(claim, late ? 'SIGKILL' : 'SIGTERM');
      asked.add(claim);
    }
    if (performance.now() > deadline + PATIENCE_MS)
      throw new Problem(`process ${claim} does not end: kill it`);
    await sleep(200);
  }
}

function endProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ended by itself in the meantime
  }
}

/** The process number that the owner says, or 0 when it says nothing. */
function askOwner(path: string): Promise<number> {
  return new Promise((done) => {
    let text = '';
    const socket = connect({ path });
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (chunk) => (text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => done(Number(text) || 0));
  });
}
