import { type ImageChange, withImage } from '../cluster/containers.ts';
import type { Target } from '../cluster/target.ts';
import { writeNewest } from '../cluster/write-newest.ts';
import { getRollout } from './rollout.ts';

/** Writes another image into the Rollout's template; false when nothing there runs the old one. */
export function setImage(target: Target, { from, to }: ImageChange): Promise<boolean> {
  return writeNewest(async () => {
    const now = await getRollout(target);
    const template = now?.spec.template;
    if (now === undefined || template === undefined) return false;
    const next = withImage(template, { image: from }, { text: to });
    if (JSON.stringify(next) === JSON.stringify(template)) return false;
    await target.kube.replace({ ...now, spec: { ...now.spec, template: next } });
    return true;
  });
}
