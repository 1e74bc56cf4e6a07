/** Loaded before each command. */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// The sources are compiled once and not by each command. What comes of it stays with what else is built, and not in
// the folder for temporary files.
enableCompileCache?.(
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fairlead', 'compiled-sources'),
);

// When the launcher is gone (killed, say), the command is asked to end in good order, so that nobody has to look for a
// process that goes on alone.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
