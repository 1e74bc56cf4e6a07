/** Loaded before each command. */
import { enableCompileCache } from 'node:module';

// The sources are compiled once and not by each command.
enableCompileCache?.();

// When the launcher is gone (killed, say), the command is asked to end in good order, so that nobody has to look for a
// process that goes on alone.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
