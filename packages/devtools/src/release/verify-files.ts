import { fileURLToPath } from 'node:url';
import { ensurePython, type Progress, type PythonTool, run } from '@fairlead/devcluster';

const FOLDER = fileURLToPath(new URL('../../tools/attestations', import.meta.url));

/** Asks the libraries of CycloneDX and in-toto; each gives what they found, or throws ToolError with their words. */
export interface FileVerifier {
  bom(path: string): Promise<string>;
  provenance(path: string, publicKey: string): Promise<string>;
}

/** Installs the libraries when they are not there. */
export async function createFileVerifier(progress: Progress): Promise<FileVerifier> {
  const spec = { name: 'attestations', requirements: `${FOLDER}/requirements.txt` };
  const tool = await ensurePython(spec, progress);
  return {
    bom: (path) => ask(tool, 'bom', path),
    provenance: (path, publicKey) => ask(tool, 'provenance', path, publicKey),
  };
}

async function ask({ python, folder }: PythonTool, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' };
  return (await run([python, `${FOLDER}/verify.py`, ...args], { env })).stdout.trim();
}
