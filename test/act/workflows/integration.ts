import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { type ActLab, storyOf } from '../support/act-lab.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../workflows-examples/integration-tests.yml');

/** An integration test that fails, whose TestMain leaves a file when it has torn down. */
const testFile = (marker: string): string => `//go:build integration

package integration

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	defer os.WriteFile(${JSON.stringify(marker)}, []byte(os.Getenv("DATABASE_URL")), 0o644)
	m.Run()
}

func TestOrders(t *testing.T) { t.Fatal("no such table") }
`;

/** Integration tests beside a service container, as the example has them. */
export function describeIntegration(openedLab: () => ActLab): void {
  it('QG-12 integration-tests.yml: a failing integration test fails the job and leaves nothing standing', async () => {
    const marker = join(openedLab().folder, 'torn-down');
    const repository = await openedLab().open('integration', {
      'go.mod': 'module example.com/orders\n\ngo 1.24\n',
      'orders.go': 'package orders\n',
      'test/integration/orders_test.go': testFile(marker),
      '.github/workflows/integration-tests.yml': await readFile(EXAMPLE, 'utf8'),
    });
    const result = await repository.run('integration-tests.yml', 'push');
    expect(result.exitCode, storyOf(result)).not.toBe(0);
    const gate = result.run.step('integration', 'quality-gate');
    expect(gate?.outputs, storyOf(result)).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
    expect(gate?.log.join('\n')).toContain('suite: integration');
    expect(await readFile(marker, 'utf8')).toBe('postgres://postgres@127.0.0.1:5432/postgres');
  });
}
