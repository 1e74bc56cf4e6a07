import type { Logger } from '@fairlead/core';

/** `go build -v` names every package that it compiles: they are counted, all else is shown. */
export function createProgress(log: Logger, name: string) {
  const lines: string[] = [];
  let compiled = 0;
  return {
    line: (line: string, stream: 'stdout' | 'stderr'): void => {
      if (stream === 'stderr' && /^[\w.~-]+(\/[\w.~@+-]+)*$/.test(line)) {
        compiled += 1;
        if (compiled % 50 === 0) log.info(`${name}: ${countPackages(compiled)} compiled so far`);
        return;
      }
      lines.push(line);
      log.info(`${name}: ${line}`);
    },
    count: () => compiled,
    text: () => lines.join('\n'),
  };
}

/** `1 package`, `2 packages`. */
export function countPackages(count: number): string {
  return `${count} ${count === 1 ? 'package' : 'packages'}`;
}
