import { isWithin } from '../places/resolve-inside.ts';
import type { Files } from '../ports/files.ts';
import type { Host } from '../ports/host.ts';

/** Files of which the texts below the report's folder are written without secrets: they are kept and handed around. */
export function hideInEvidence(files: Files, host: Pick<Host, 'redact'>, reportFolder: string): Files {
  return {
    ...files,
    write: (path, content, mode) => {
      const isShown = typeof content === 'string' && isWithin(reportFolder, path);
      return files.write(path, isShown ? host.redact(content) : content, mode);
    },
  };
}
