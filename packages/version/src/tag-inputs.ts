import { type Field, field } from '@fairlead/core';

/** Where an input stands: its heading, and the action whose section of the config file counts for it too. */
interface Place {
  readonly group: string;
  readonly section?: string;
}

/** What stands before the version in git tags; `what` is what they are releases of. */
export function tagPrefix(what: string, place: Place): Field<string> {
  return field.text(
    {
      ...place,
      class: 'reach',
      description: `What stands before the version in git tags of this ${what}. Tags with another prefix are no releases of it.`,
      default: '',
      example: 'orders/',
    },
    field.matching(/^[\w./-]*$/, 'is not the start of a git tag'),
  );
}

/** Which git tags count, where they look unlike versions or not all of them do. */
export function tagPattern(place: Place): Field<string> {
  return field.text(
    {
      ...place,
      class: 'reach',
      description:
        'Which git tags count as versions, by what stands behind the prefix: `*` is anything but `/`, `?` one character. What fits counts whatever it looks like (`build-*`), and nothing else does (`v1.*` for one line of releases). Default: two to four numbers, with or without `v`.',
      default: '',
      allowed: 'letters, digits and . _ + - * ?',
      example: 'v1.*',
    },
    field.matching(/^[\w.+*?-]*$/, 'is no pattern of git tags'),
  );
}
