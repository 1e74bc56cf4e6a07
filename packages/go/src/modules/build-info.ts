/** A module that a binary was built with. */
export interface BuiltModule {
  readonly path: string;
  /** Empty for a module of a go.work or a folder. */
  readonly version: string;
  /** As in go.sum; empty where there is none. */
  readonly sum: string;
}

/** What a binary says of itself (https://pkg.go.dev/runtime/debug#BuildInfo). */
export interface BuildInfo {
  /** `1.26.0`. */
  readonly goVersion: string;
  readonly path: string;
  readonly main: BuiltModule | undefined;
  /** What was really linked: a replacement stands for what it replaces. */
  readonly modules: readonly BuiltModule[];
  readonly settings: Readonly<Record<string, string>>;
}

/** Reads what `go version -m FILE` prints. */
export function parseBuildInfo(text: string): BuildInfo {
  const modules: BuiltModule[] = [];
  const settings: Record<string, string> = {};
  let [goVersion, path] = ['', ''];
  let main: BuiltModule | undefined;
  for (const line of text.split('\n')) {
    const [lead = '', key, first = '', version = '', sum = ''] = line.split('\t');
    if (lead !== '') goVersion = /: go(\S+)/.exec(lead)?.[1] ?? goVersion;
    else if (key === 'path') path = first;
    else if (key === 'mod') main = { path: first, version: known(version), sum };
    else if (key === 'dep') modules.push({ path: first, version: known(version), sum });
    else if (key === '=>') modules.splice(-1, 1, { path: first, version: known(version), sum });
    else if (key === 'build') {
      const at = first.indexOf('=');
      settings[first.slice(0, at)] = first.slice(at + 1);
    }
  }
  return { goVersion, path, main, modules, settings };
}

function known(version: string): string {
  return version === '(devel)' ? '' : version;
}
