import { connect, createServer } from 'node:net';
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
 * the kernel takes back when its owner dies, however it dies: there is no lock file to go stale.
 */
export async function claimName(name: string): Promise<Claim | number> {
  const path = `\0fairlead-demo-${name}`;
  const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)));
  const taken = await new Promise<boolean>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(true) : fail(error),
    );
    server.listen(path, () => done(false));
  });
  if (taken) return askOwner(path);
  server.unref();
  return { release: () => void server.close() };
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
