import { describeAnnotation } from '../log/describe-annotation.ts';
import type { AnnotationLevel, Host } from '../ports/host.ts';
import { LIMITS } from '../util/limits.ts';

/** The failure line comes last and must be among those that are shown. */
const SHOWN: Readonly<Record<AnnotationLevel, number>> = {
  notice: LIMITS.annotations,
  warning: LIMITS.annotations,
  error: LIMITS.annotations - 1,
};

/** A host on which what would be dropped stands in the log as a plain line. */
export function limitAnnotations(host: Host): Host {
  const told: Record<AnnotationLevel, number> = { notice: 0, warning: 0, error: 0 };
  return {
    ...host,
    annotate(annotation) {
      told[annotation.level] += 1;
      if (told[annotation.level] <= SHOWN[annotation.level]) host.annotate(annotation);
      else host.info(describeAnnotation(annotation));
    },
  };
}
