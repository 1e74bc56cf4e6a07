type Env = Readonly<Record<string, string | undefined>>;

/**
 * The version of the cache service that @actions/cache speaks: 2 only where the runner says so, and never with a server
 * beside github.com and *.ghe.com (GitHub Enterprise Server, Gitea, Forgejo), whatever the runner says. That an address of
 * the results service is set says nothing: act and Gitea set it for artifacts alone.
 */
export function cacheServiceVersion(env: Env): 'v1' | 'v2' {
  return isSet(env, 'ACTIONS_CACHE_SERVICE_V2') && isGithub(env) ? 'v2' : 'v1';
}

/** Why the runner has no cache service that this job can use; empty when it has one. */
export function cacheServiceLack(env: Env): string {
  const address = cacheServiceVersion(env) === 'v2' ? 'ACTIONS_RESULTS_URL' : 'ACTIONS_CACHE_URL';
  if (!isSet(env, address)) return 'this runner offers no cache service';
  if (isSet(env, 'ACTIONS_RUNTIME_TOKEN')) return '';
  return `this runner gives no token for its cache service (${address} is set, ACTIONS_RUNTIME_TOKEN is not; act sets it with --artifact-server-path)`;
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '') !== '';
}

/** As the client's own `isGhes` decides it. */
function isGithub(env: Env): boolean {
  const url = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
}
