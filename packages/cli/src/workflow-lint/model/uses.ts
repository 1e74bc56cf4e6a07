/** What `uses:` names. */
export type Uses =
  | { readonly kind: 'action'; readonly name: string; readonly ref: string | undefined }
  | { readonly kind: 'workflow'; readonly name: string; readonly ref: string | undefined }
  /** Something of our repository that is neither. */
  | { readonly kind: 'unclear'; readonly path: string }
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'foreign'; readonly text: string };

const OURS = /^[\w.-]+\/fairlead(?:\/([^@]*))?(?:@(.*))?$/;

/** Takes a `uses:` apart. A mirror of the repository under another owner counts as ours. */
export function readUses(text: string): Uses {
  if (text.startsWith('./')) return { kind: 'local', path: text.slice(2).replace(/\/+$/, '') };
  const ours = OURS.exec(text);
  if (ours === null) return { kind: 'foreign', text };
  const [, path = '', ref] = ours;
  const action = /^actions\/([^/]+)\/?$/.exec(path);
  if (action !== null) return { kind: 'action', name: action[1] ?? '', ref };
  const workflow = /^\.github\/workflows\/([^/]+)\.ya?ml$/.exec(path);
  if (workflow !== null) return { kind: 'workflow', name: workflow[1] ?? '', ref };
  return { kind: 'unclear', path };
}
