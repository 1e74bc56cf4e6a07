import type { Ask } from './ask.ts';

/** Comments on issues and pull requests. */
export interface Comments {
  /** Writes the one comment that begins with `marker`: the one that is there is changed. Gives whether it was. */
  put(number: number, marker: string, body: string): Promise<'created' | 'updated'>;
}

interface CommentRecord {
  readonly id: number;
  readonly body?: string | null;
  readonly author_association?: string;
  readonly user?: { readonly type?: string } | null;
}

const PAGE = 100;
/** Comments beyond this are not looked at. */
const MOST_PAGES = 20;
/** GitHub refuses longer ones. */
const LONGEST = 65_536;
const PERMISSION = 'pull-requests: write';
const OWN_PEOPLE = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** The comments, over one way to ask. */
export function createComments(ask: Ask): Comments {
  return {
    async put(number, marker, body) {
      const text = fit(`${marker}\n${body}`);
      for (let page = 1; page <= MOST_PAGES; page++) {
        const found = await ask<readonly CommentRecord[]>(
          'GET /repos/{owner}/{repo}/issues/{number}/comments',
          { number, per_page: PAGE, page },
          PERMISSION,
        );
        const own = found.find((comment) => isOurs(comment, marker));
        if (own !== undefined) {
          await ask(
            'PATCH /repos/{owner}/{repo}/issues/comments/{id}',
            { id: own.id, body: text },
            PERMISSION,
          );
          return 'updated';
        }
        if (found.length < PAGE) break;
      }
      await ask('POST /repos/{owner}/{repo}/issues/{number}/comments', { number, body: text }, PERMISSION);
      return 'created';
    },
  };
}

/** Anybody may write a comment with our marker: those of strangers are not taken for ours. */
function isOurs({ body, user, author_association: role = '' }: CommentRecord, marker: string): boolean {
  if (body?.startsWith(marker) !== true) return false;
  return user?.type !== 'User' || OWN_PEOPLE.has(role);
}

function fit(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
