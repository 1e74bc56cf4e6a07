import { expect, it } from 'vitest';
import {
  errorLine,
  expectRestored,
  type HelmStage,
  missingImage,
  newestRevision,
} from '../support/helm-stage.ts';

/** A migration before the upgrade that cannot work. */
const MIGRATE = `
apiVersion: batch/v1
kind: Job
metadata:
  name: orders-migrate
  annotations: { helm.sh/hook: pre-upgrade }
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: {{ include "orders.image" . | quote }}
          args: [-migrate]
`;

/** What goes wrong in a rollout is named and undone; what each helm has a part in. */
export function describeFailures(stage: () => HelmStage): void {
  it('names an image that does not exist and rolls back (DEP-04)', async () => {
    const good = await newestRevision(stage());
    const image = missingImage(stage().lab);
    const result = await stage().release.deploy({ image });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: image ${image} not found (ErrImagePull); rolled back to revision ${good}`,
    );
    expect(result.outputs['failed-object']).toMatch(new RegExp(`^Pod ${stage().release.namespace}/orders-`));
    expect(result.outputs['reason']).toBe(errorLine(result));
    expect(result.outputs['failed-revision']).toBe(String(good + 1));
    await expectRestored(stage(), result, good);
  });

  it('says what helm says when the API server refuses an object', async () => {
    const good = await newestRevision(stage());
    const result = await stage().release.deploy({ set: 'service.type=NodePort\nservice.nodePort=99' });
    expect(errorLine(result)).toMatch(/^HELM_UPGRADE_FAILED: .*nodePort.*; rolled back to revision \d+$/);
    await expectRestored(stage(), result, good);
  });

  it('names the hook Job that fails, with its last words', async () => {
    const good = await newestRevision(stage());
    const chart = await stage().lab.chartWith('hooked', { 'migrate.yaml': MIGRATE });
    const result = await stage().release.deploy({ chart });
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Job orders-migrate: failed: .*backoff limit.* \(BackoffLimitExceeded\); rolled back/,
    );
    expect(result.summary).toContain('unknown arguments ["-migrate"]');
    await expectRestored(stage(), result, good);
  });
}
