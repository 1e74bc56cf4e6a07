import { formatDuration, Redactor, untoldPlace } from '@fairlead/core';
import type { Terminal } from '../terminal/terminal.ts';
import type { Paint } from './paint.ts';
import { createTable, type StageRow } from './stage-table.ts';
import { createLineReader, type LogLine } from './workflow-command.ts';

/** Shows a step's log to whoever runs it. */
export interface View {
  /** Takes one line of the step. */
  line(line: string): void;
  /** Says something of the program's own. */
  say(text: string): void;
  /** Hides what was registered as a secret. */
  redact(text: string): string;
  /** Ends the live part; the table stays as it was last. A second time means nothing. */
  end(): void;
}

/** How the core ends a stage: `build: success in 3 s: why`. */
const ENDED =
  /^(.*): (success|failure|error|cancelled|skipped) in ([\d.]+ ?\w+(?: [\d.]+ ?\w+)*)(?:: (.*))?$/s;

const STYLES = { error: 'red', warning: 'yellow', notice: 'blue' } as const;

/**
 * Somebody who watches sees a table of the stages below the log, redrawn in place; a file or a pipe gets plain lines.
 * `now`: milliseconds of a clock that never goes back.
 */
export function createView(terminal: Terminal, paint: Paint, now: () => number): View {
  const redactor = new Redactor();
  const read = createLineReader();
  const stages: StageRow[] = [];
  const table = createTable(terminal, paint);
  const started = new Map<StageRow, number>();
  let open: StageRow | undefined;
  let ended = false;
  const draw = (): void => {
    for (const [stage, since] of started)
      if (stage.state === 'running') stage.time = formatDuration(now() - since);
    table.draw(stages);
  };
  const print = (text: string): void => {
    table.clear();
    terminal.out(redactor.redact(text));
    draw();
  };
  const begin = (name: string): void => {
    open = { name, state: 'running', time: '', reason: '' };
    stages.push(open);
    started.set(open, now());
    if (!table.live) print(`▸ ${name}`);
    else draw();
  };
  const show = (line: LogLine): void => {
    switch (line.kind) {
      case 'mask':
        redactor.add(line.value);
        return;
      case 'group':
        begin(redactor.redact(line.title));
        return;
      case 'endgroup':
        open = undefined;
        return;
      case 'annotation':
        print(paint(STYLES[line.level], describe(line)));
        return;
      case 'text':
        if (!finish(line.text)) print(open === undefined ? line.text : paint('dim', `  ${line.text}`));
        return;
      case 'nothing':
        return;
    }
  };
  const finish = (text: string): boolean => {
    const [, name, state, time = '', reason = ''] = ENDED.exec(text) ?? [];
    const stage = stages.findLast((one) => one.name === name && one.state === 'running');
    if (stage === undefined || state === undefined || open !== undefined) return false;
    Object.assign(stage, { state, time, reason: redactor.redact(reason) });
    if (!table.live) print(text);
    else draw();
    return true;
  };
  const timer = table.live ? setInterval(draw, 1000) : undefined;
  timer?.unref();
  return {
    line: (line) => show(read(line)),
    say: print,
    redact: (text) => redactor.redact(text),
    end: () => {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      draw();
      table.keep();
    },
  };
}

function describe({ level, message, properties }: LogLine & { kind: 'annotation' }): string {
  const { file, line, title } = properties;
  const place = untoldPlace({
    message,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
  });
  return `${level}: ${title === undefined ? '' : `${title}: `}${message}${place === '' ? '' : ` (${place})`}`;
}
