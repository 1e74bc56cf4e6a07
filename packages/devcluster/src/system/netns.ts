import { existsSync, readdirSync, statSync } from 'node:fs';
import { run } from './run.ts';

/** Folder where iproute2 keeps named network namespaces. */
const NAMESPACE_FOLDER = '/run/netns';

/** The file that stands for a named network namespace. */
export function namespacePath(name: string): string {
  return `${NAMESPACE_FOLDER}/${name}`;
}

/** The command line that runs a program inside a network namespace, and only the network is another one. */
export function nsenterArgv(name: string, argv: readonly string[]): string[] {
  return ['nsenter', `--net=${namespacePath(name)}`, '--', ...argv];
}

/** Inode of a named namespace, by which /proc tells who is in it; undefined when it does not exist. */
export function namespaceInode(name: string): bigint | undefined {
  const path = namespacePath(name);
  if (!existsSync(path)) return undefined;
  const stat = statSync(path, { bigint: true });
  // A file left by a killed `ip netns add` lies on the ordinary file system and is no namespace.
  return stat.dev === statSync('/proc/self/ns/net', { bigint: true }).dev ? stat.ino : undefined;
}

/** Makes the namespace with a bridge that carries the node's address and the default route. */
export async function createNamespace(name: string, bridge: string, address: string): Promise<void> {
  if (namespaceInode(name) === undefined) {
    if (existsSync(namespacePath(name))) await run(['ip', 'netns', 'del', name], { allowedCodes: [1] });
    await run(['ip', 'netns', 'add', name]);
  }
  const inside = (argv: string[]) => run(nsenterArgv(name, argv));
  await inside(['ip', 'link', 'set', 'lo', 'up']);
  const links = await inside(['ip', '-o', 'link', 'show']);
  if (!links.stdout.includes(` ${bridge}: `)) await inside(['ip', 'link', 'add', bridge, 'type', 'bridge']);
  await inside(['ip', 'address', 'replace', `${address}/24`, 'dev', bridge]);
  await inside(['ip', 'link', 'set', bridge, 'up']);
  await inside(['ip', 'route', 'replace', 'default', 'dev', bridge]);
  await inside(['sysctl', '-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv4.conf.all.route_localnet=1']);
}

/** Removes a namespace, and the mount that iproute2 makes for its folder once no namespace is left. */
export async function deleteNamespace(name: string): Promise<void> {
  if (existsSync(namespacePath(name))) await run(['ip', 'netns', 'del', name], { allowedCodes: [1] });
  if (existsSync(NAMESPACE_FOLDER) && readdirSync(NAMESPACE_FOLDER).length === 0) {
    await run(['umount', NAMESPACE_FOLDER], { allowedCodes: [1, 32] });
  }
}
