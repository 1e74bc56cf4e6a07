import type { Annotation, Host } from '../ports/host.ts';
import { cutText } from '../util/bound.ts';
import { LIMITS } from '../util/limits.ts';
import { countOf } from '../util/words.ts';

/** A host that says no more than people can read. */
export interface LimitedHost {
  readonly host: Host;
  /** Counts what was left out, and lets everything pass from now on: how the phase came out must be in the log. */
  release(): void;
}

/** A host whose log has a size, and on which equal annotations are told once. */
export function limitLog(host: Host): LimitedHost {
  let room: number = LIMITS.log;
  let left = 0;
  const told = new Map<string, { readonly annotation: Annotation; more: number }>();
  const say = (print: (line: string) => void, line: string): void => {
    if (room <= 0) left += 1;
    else {
      const shown = cutText(line, LIMITS.logLine);
      room -= shown.length;
      print(shown);
    }
  };
  return {
    host: {
      ...host,
      info: (line) => say(host.info, line),
      debug: (line) => say(host.debug, line),
      annotate(annotation) {
        const key = JSON.stringify(annotation);
        const equal = told.get(key);
        if (equal !== undefined) equal.more += 1;
        else if (room > 0) {
          told.set(key, { annotation, more: 0 });
          room -= annotation.message.length;
          host.annotate({ ...annotation, message: cutText(annotation.message, LIMITS.logLine) });
        } else left += 1;
      },
    },
    release() {
      for (const { annotation, more } of told.values())
        if (more > 0) host.info(`… ${more} more like: ${cutText(annotation.message, LIMITS.value)}`);
      told.clear();
      if (left > 0) host.info(`… ${countOf(left, 'more line')} left out of this log`);
      room = Number.POSITIVE_INFINITY;
    },
  };
}
