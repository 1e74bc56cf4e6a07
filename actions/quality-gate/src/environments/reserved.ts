/** Variables that are not an environment's to set, and who reads them. */
interface Reserved {
  readonly pattern: RegExp;
  readonly reader: string;
}

/** A value for one of these would change which programs run, or what they do, and so what a verdict means. */
const reserved: readonly Reserved[] = [
  { pattern: /^(?:GO(?!OGLE_)|CGO_)|^(?:CC|CXX|FC|AR|LD)$|^PKG_CONFIG/, reader: 'Go' },
  {
    pattern:
      /^(?:CPATH|\w*_INCLUDE_PATH|LIBRARY_PATH|COMPILER_PATH|GCC_\w+|[A-Z]{1,3}SAN_OPTIONS|SOURCE_DATE_EPOCH)$/,
    reader: 'the C compiler',
  },
  { pattern: /^(?:RES_OPTIONS|LOCALDOMAIN|HOSTALIASES|NETRC)$/, reader: 'programs that use the network' },
  { pattern: /^(?:LD_|DYLD_|GLIBC_|MALLOC_)/, reader: 'the system that loads programs' },
  { pattern: /^(?:GITHUB_|RUNNER_|ACTIONS_|CI$|TRACEPARENT$|TRACESTATE$)/, reader: 'the runner' },
  { pattern: /^(?:INPUT_|STATE_|FAIRLEAD_|SONAR_|STATICCHECK_|OSV_)/, reader: 'this action and its tools' },
  { pattern: /^(?:GIT_|GH_|SSH_|GPG_)/, reader: 'git' },
  { pattern: /^(?:NODE_|NPM_|PYTHON|PERL|RUBY|JAVA_|JDK_)/, reader: 'other languages' },
  { pattern: /^(?:DOCKER_|KUBECONFIG$|XDG_|CURL_|SSL_CERT_)/, reader: 'programs' },
  { pattern: /^(?:HTTPS?|ALL|NO|FTP)_PROXY$/, reader: 'programs' },
  {
    pattern: /^(?:PATH|HOME|SHELL|USER|LOGNAME|PWD|OLDPWD|TMPDIR|TMP|TEMP|TERM|EDITOR)$/,
    reader: 'programs',
  },
  { pattern: /^(?:PATHEXT|COMSPEC|SYSTEMROOT|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA)$/, reader: 'programs' },
  { pattern: /^(?:ENV|IFS|BASH_\w*|CDPATH|SHELLOPTS|BASHOPTS|PS4)$/, reader: 'the shell' },
  { pattern: /^(?:TZ|ZONEINFO|LANG|LANGUAGE|LC_\w+)$/, reader: 'programs' },
];

/** Who else reads a variable; undefined where nobody is known to. */
export function readerOf(variable: string): string | undefined {
  return reserved.find(({ pattern }) => pattern.test(variable))?.reader;
}
