import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { KubeObject } from '@fairlead/kube';

/** The image that the rendered Deployment has. */
export const RENDERED_IMAGE: string = `r.test/orders@sha256:${'a'.repeat(64)}`;

/** What it installs and renders. */
const RELEASE = JSON.stringify({
  version: 1,
  manifest: `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders }\nspec: { template: { spec: { containers: [{ name: orders, image: ${RENDERED_IMAGE} }] } } }\n`,
  hooks: null,
});

/** The Secret in which a helm keeps what its first revision applies; without it no deploy is known to be good. */
export function releaseRecord(): KubeObject {
  const release = Buffer.from(gzipSync(RELEASE).toString('base64')).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'sh.helm.release.v1.orders.v1' },
    data: { release },
  };
}

/**
 * Installs a helm that renders one Deployment, notes how it is called in `helm.calls` beside it, and knows no release before
 * its upgrade, whose description it keeps and which ends as `upgrade` (a line of shell) says. Gives the folder for PATH.
 */
export async function installFakeHelm(parent: string, upgrade: string = 'touch $0.done'): Promise<string> {
  const bin = join(parent, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'release.json'), RELEASE);
  const script = `#!/bin/sh
echo "$@" >> $0.calls
all="$*"
while [ $# -gt 0 ]; do if [ "$1" = --description ]; then about="$2"; fi; shift; done
case "$all" in
  version*) echo v3.22.0;;
  history*) if [ -f $0.done ]; then echo '[{"revision":1,"status":"deployed","chart":"orders-1","description":"'"$(cat $0.about)"'"}]'
            else echo 'Error: release: not found' >&2; exit 1; fi;;
  *--dry-run=server*) cat ${bin}/release.json;;
  upgrade*) echo "$about" > $0.about; ${upgrade};;
  *) echo;;
esac
`;
  await writeFile(join(bin, 'helm'), script, { mode: 0o755 });
  return bin;
}
