/** Bytes of the last lines of a log that are asked for: nothing keeps a program from a line without an end. */
export const LAST_LOG_BYTES: number = 262_144;

/** What a kubelet answers in place of a log that is gone. */
const NO_LOG = /^unable to retrieve container logs for /;

/** The lines of a log that a program has written. Pure. */
export function logLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '' && !NO_LOG.test(line));
}
