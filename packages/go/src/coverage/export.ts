import { escapeXml } from '../output/escape-xml.ts';
import type { LineState } from './line-coverage.ts';
import type { StatementCount } from './ratio.ts';

/** A file with the lines that hold code. */
export interface ExportedFile {
  /** Relative to the top folder. */
  readonly path: string;
  /** Import path of its package. */
  readonly package: string;
  readonly lines: readonly { readonly line: number; readonly state: LineState }[];
}

const hits = (state: LineState): number => (state === 'hit' ? 1 : 0);

/** lcov's tracefile (geninfo(1)). A line that the tests reach in part counts as missed. */
export function formatLcov(files: readonly ExportedFile[]): string {
  const records = files.map(({ path, lines }) => {
    const covered = lines.filter(({ state }) => state === 'hit').length;
    const data = lines.map(({ line, state }) => `DA:${line},${hits(state)}`);
    return ['TN:', `SF:${path}`, ...data, `LF:${lines.length}`, `LH:${covered}`, 'end_of_record'].join('\n');
  });
  return records.map((record) => `${record}\n`).join('');
}

/** Cobertura XML (coverage-04.dtd), which GitHub and others read. `root`: the folder that paths are relative to. */
export function formatCobertura(
  files: readonly ExportedFile[],
  { root, timestamp }: { readonly root: string; readonly timestamp: number },
): string {
  const packages = [...Map.groupBy(files, (file) => file.package)].map(([name, own]) => {
    const classes = own.map(({ path, lines }) => {
      const rows = lines.map(
        ({ line, state }) => `          <line number="${line}" hits="${hits(state)}"/>\n`,
      );
      const named = path.slice(path.lastIndexOf('/') + 1);
      return (
        `      <class name="${escapeXml(named)}" filename="${escapeXml(path)}" ${rate(countLines([{ lines }]))} branch-rate="0" complexity="0">\n` +
        `        <methods/>\n        <lines>\n${rows.join('')}        </lines>\n      </class>\n`
      );
    });
    return `    <package name="${escapeXml(name)}" ${rate(countLines(own))} branch-rate="0" complexity="0">\n      <classes>\n${classes.join('')}      </classes>\n    </package>\n`;
  });
  const all = countLines(files);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">\n' +
    `<coverage ${rate(all)} branch-rate="0" lines-covered="${all.covered}" lines-valid="${all.statements}" branches-covered="0" branches-valid="0" complexity="0" version="fairlead" timestamp="${timestamp}">\n` +
    `  <sources>\n    <source>${escapeXml(root)}</source>\n  </sources>\n  <packages>\n${packages.join('')}  </packages>\n</coverage>\n`
  );
}

function countLines(files: readonly Pick<ExportedFile, 'lines'>[]): StatementCount {
  let [covered, statements] = [0, 0];
  for (const { lines } of files) {
    statements += lines.length;
    for (const { state } of lines) covered += hits(state);
  }
  return { covered, statements };
}

function rate({ covered, statements }: StatementCount): string {
  return `line-rate="${statements === 0 ? 1 : (covered / statements).toFixed(4)}"`;
}
