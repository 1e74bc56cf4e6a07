import { type ChildProcess, spawn } from 'node:child_process';

/** Ends children that outlive this process: one that is killed outright can end nothing itself. */
export interface Watchdog {
  /** Watches a process group; call the result when it has ended. */
  watch(group: number): () => void;
}

/**
 * A shell that holds the reading end of a pipe. It keeps a list of groups, and when the pipe closes before a group was
 * taken off, whoever wrote into it is dead: the group is ended, politely first, for good two seconds later.
 */
const SCRIPT = `trap '' INT TERM HUP
groups=' '
while read -r verb group; do
  case $verb in
    add) groups="$groups$group " ;;
    drop) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
left() { for group in $groups; do kill -s 0 -- "-$group" 2>/dev/null && return 0; done; return 1; }
left || exit 0
for group in $groups; do kill -s INT -- "-$group" 2>/dev/null; done
for _ in 1 2 3 4 5 6 7 8 9 10; do left || exit 0; sleep 0.2; done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done`;

/** One shell for all children, started with the first of them: a few milliseconds once. */
export function createWatchdog(): Watchdog {
  let shell: ChildProcess | undefined;
  const say = (line: string): void => {
    shell ??= startShell();
    if (shell.stdin?.writable === true) shell.stdin.write(`${line}\n`);
  };
  return {
    watch(group) {
      if (process.platform === 'win32') return () => {};
      say(`add ${group}`);
      return () => say(`drop ${group}`);
    },
  };
}

function startShell(): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', SCRIPT], {
    detached: true, // what is sent to our group is not for it
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => {}); // without a shell nobody watches, and the work goes on
  shell.stdin?.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return shell;
}
