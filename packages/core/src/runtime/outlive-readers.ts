/** What this process writes its log to. */
interface LogStream {
  on(event: 'error', listener: () => void): unknown;
}

/**
 * A log that nobody takes any more (`| head`, a full disk, a runner that hangs up) ends no work: what was begun must be
 * finished or rolled back. Node ends a process whose standard stream fails and is not listened to.
 */
export function outliveReaders(streams: readonly LogStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) stream.on('error', () => {});
}
