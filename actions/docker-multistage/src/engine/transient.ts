/** Words of failures that may go away by themselves: the network, and a registry under load. */
const TRANSIENT =
  /\b(408|429|500|502|503|504)\b|timeout|timed out|deadline exceeded|connection (reset|refused)|broken pipe|unexpected EOF|\bEOF$|temporary failure|toomanyrequests|too many requests/i;

/** Whether the same command of the engine may go through later, by what it said. Pure. */
export function mayGoAway(reason: string): boolean {
  return TRANSIENT.test(reason);
}
