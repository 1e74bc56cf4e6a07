import { countOf, type Logger } from '@fairlead/core';

/** `go build -v` names every package that it compiles: they are counted, all else is shown. */
export function createProgress(log: Logger, name: string) {
  const lines: string[] = [];
  let compiled = 0;
  return {
    line: (line: string, stream: 'stdout' | 'stderr'): void => {
      if (stream === 'stderr' && /^[\w.~-]+(\/[\w.~@+-]+)*$/.test(line)) {
        compiled += 1;
        if (compiled % 50 === 0) log.info(`${name}: ${countOf(compiled, 'package')} compiled so far`);
        return;
      }
      lines.push(line);
      log.info(`${name}: ${line}`);
    },
    count: () => compiled,
    text: () => lines.join('\n'),
  };
}
