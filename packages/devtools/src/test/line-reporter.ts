import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { formatDuration } from '@fairlead/core';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { LayerResult } from './results.ts';
import { showFailure, type TestFailure } from './show-failure.ts';

/** Environment variables through which `npm test` talks to this reporter. */
export const RESULTS_VARIABLE: string = 'FAIRLEAD_TEST_RESULTS';
export const SLOW_VARIABLE: string = 'FAIRLEAD_TEST_SLOW';

const HEARTBEAT_MS = 30_000;

/** Prints lines as tests finish: one per test in slow layers, else one per file; writes the layer's result at the end. */
export default class LineReporter implements Reporter {
  readonly #root = process.cwd();
  readonly #slow = process.env[SLOW_VARIABLE] === '1';
  readonly #failed: string[] = [];
  readonly #skipped: string[] = [];
  readonly #shown: string[] = [];
  readonly #underWay = new Map<string, number>();
  #passed = 0;
  /** The file whose tests are being told: files run side by side. */
  #heading = '';
  #heartbeat: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    if (!this.#slow) return;
    this.#heartbeat = setInterval(() => this.#tellUnderWay(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  onTestModuleStart(module: TestModule): void {
    if (this.#slow) this.#head(module);
    this.#underWay.set(`${this.#path(module)} (set-up)`, performance.now());
  }

  onTestCaseReady(test: TestCase): void {
    this.#underWay.delete(`${this.#path(test.module)} (set-up)`);
    this.#underWay.set(this.#name(test), performance.now());
  }

  onTestCaseResult(test: TestCase): void {
    const name = this.#name(test);
    this.#underWay.delete(name);
    const { state, errors } = test.result();
    if (state === 'passed') this.#passed++;
    if (state === 'skipped') this.#skipped.push(name);
    if (state === 'failed') this.#fail(name, errors ?? []);
    if (!this.#slow) return;
    const mark = { passed: '✓', failed: '✗', skipped: '-', pending: '?' }[state];
    this.#head(test.module);
    this.#say(`    ${mark} ${test.fullName} (${formatDuration(test.diagnostic()?.duration ?? 0)})`);
  }

  onTestModuleEnd(module: TestModule): void {
    const path = this.#path(module);
    this.#underWay.delete(`${path} (set-up)`);
    const errors = [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ];
    if (errors.length > 0) this.#fail(`${path} (outside of its tests)`, errors);
    if (this.#slow) return;
    const tests = [...module.children.allTests()];
    const bad = errors.length > 0 || tests.some((test) => test.result().state === 'failed');
    const { duration, collectDuration } = module.diagnostic();
    const took = formatDuration(duration + collectDuration);
    this.#say(`  ${bad ? '✗' : '✓'} ${path}  ${tests.length} tests  ${took}`);
  }

  /** What tests print is their own progress in slow layers, and evidence of nothing in the others. */
  onUserConsoleLog({ content }: { content: string }): void {
    if (this.#slow) this.#say(content.trimEnd().replaceAll(/^/gm, '      '));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly TestFailure[]): void {
    clearInterval(this.#heartbeat);
    const lost = modules.filter((module) => ['queued', 'pending'].includes(module.state()));
    for (const module of lost) this.#fail(`${this.#path(module)} (ended without a result)`, []);
    if (unhandled.length > 0) this.#fail('an error that no test caught', unhandled);
    if (this.#shown.length > 0) this.#say(['', ...this.#shown, ''].join('\n'));
    const result: LayerResult = {
      passed: this.#passed,
      failed: modules.length === 0 ? [...this.#failed, 'no test was found'] : this.#failed,
      skipped: this.#skipped,
      node: process.versions.node,
    };
    const path = process.env[RESULTS_VARIABLE];
    if (path !== undefined) writeFileSync(path, JSON.stringify(result));
  }

  #fail(name: string, errors: readonly TestFailure[]): void {
    this.#failed.push(name);
    this.#shown.push(...showFailure(this.#root, name, errors));
  }

  #tellUnderWay(): void {
    for (const [name, started] of this.#underWay) {
      const elapsed = performance.now() - started;
      if (elapsed >= HEARTBEAT_MS) this.#say(`    … ${name}, ${formatDuration(elapsed)} so far`);
    }
  }

  /** Says whose lines follow, where they are not those of the file before. */
  #head(module: TestModule): void {
    const path = this.#path(module);
    if (path !== this.#heading) this.#say(`  ${path}`);
    this.#heading = path;
  }

  #path(module: TestModule): string {
    return relative(this.#root, module.moduleId);
  }

  #name(test: TestCase): string {
    return `${this.#path(test.module)} > ${test.fullName}`;
  }

  /** Vitest colours some of its own messages whatever it is told. */
  #say(text: string): void {
    const shown = process.env['NO_COLOR'] === undefined ? text : stripVTControlCharacters(text);
    process.stdout.write(`${shown}\n`);
  }
}
