import type { ChosenEnvironment } from '../plan/plan.ts';

/** `staging of ci/environments.yml sets BASE_URL, TIMEOUT; set outside of it: DB_HOST`. */
export function describeEnvironment({ name, file, variables, kept }: ChosenEnvironment): string {
  const own = Object.keys(variables);
  return [
    `${name} of ${file} sets ${own.join(', ') || 'nothing'}`,
    ...(kept.length === 0 ? [] : [`set outside of it: ${kept.join(', ')}`]),
  ].join('; ');
}
