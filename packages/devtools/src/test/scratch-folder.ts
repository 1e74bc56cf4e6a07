import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs work with a temporary folder of its own for this process and all that it starts; removes it afterwards. */
export async function withScratchFolder<T>(work: () => Promise<T>): Promise<T> {
  const before = process.env['TMPDIR'];
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-test-run-'));
  process.env['TMPDIR'] = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch((error: Error) => {
      console.log(`temporary files stay in ${folder}: ${error.message}`);
    });
  }
}
