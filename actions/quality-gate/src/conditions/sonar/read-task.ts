/**
 * The id of the server's task that works on an analysis, from what the scanner leaves about it, by default
 * `.scannerwork/report-task.txt`: lines of `name=value`, `ceTaskId` among them. Undefined where there is none.
 */
export function readTaskId(text: string): string | undefined {
  return /^ceTaskId=([\w-]{1,100})\s*$/m.exec(text)?.[1];
}
