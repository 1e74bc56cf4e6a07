import { ExternalError } from '@fairlead/core';
import type { Kube, KubeObject, LogOptions, WriteOptions } from '@fairlead/kube';
import type { World } from './world.ts';

/** The cluster as a process sees it: it may be away, and the process may die: from then on it can change nothing and ask nothing. */
export function mortal(world: World): Kube {
  const { kube } = world;
  let dead = false;
  let changes = 0;
  const guard =
    <A extends unknown[], R>(verb: string, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dead) throw new Error('this process is dead');
      if (world.away(world.clock.monotonic()))
        throw new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
      refuse(world, verb, args);
      const result = await call(...args);
      const [object] = args as unknown as [KubeObject & { name?: string }];
      const name = `${verb} ${object?.kind} ${object?.metadata?.name ?? object?.name}`;
      if (isDryRun(args)) return result;
      const isChange = CHANGES.includes(verb) && object.kind !== 'SelfSubjectAccessReview';
      if (isChange) changes++;
      if (name === world.diesAt || (isChange && changes === world.diesAt)) {
        dead = true;
        throw new Error('killed');
      }
      return result;
    };
  return {
    ...kube,
    logs: guard('logs', async ({ name }: { readonly name: string }, options: LogOptions = {}) =>
      world.logs(options.container ?? '', options.previous === true, name),
    ) as Kube['logs'],
    get: guard('get', kube.get) as Kube['get'],
    list: guard('list', kube.list) as Kube['list'],
    create: guard(
      'create',
      (object: KubeObject, options?: WriteOptions) =>
        review(world, object) ?? admit(world, object) ?? kube.create(object, options),
    ) as Kube['create'],
    replace: guard('replace', kube.replace) as Kube['replace'],
    mergePatch: guard('patch', kube.mergePatch) as Kube['mergePatch'],
    remove: guard('delete', kube.remove),
    proxyGet: guard('proxy', kube.proxyGet),
  };
}

const CHANGES = ['create', 'replace', 'patch', 'delete'];

function isDryRun(args: readonly unknown[]): boolean {
  return args.some((each) => (each as WriteOptions | undefined)?.dryRun === true);
}

/** Reading what the user may not read, or what the cluster cannot give. Whoever lacks a right to change something hears so when it asks for its rights. */
function refuse({ denied, broken }: World, verb: string, [first, second]: readonly unknown[]): void {
  if (verb !== 'get' && verb !== 'list') return;
  const kind = verb === 'get' ? (first as KubeObject).kind : (second as string);
  const right = `${verb} ${kind.toLowerCase()}s`;
  if (denied.includes(right))
    throw new ExternalError({ code: 'KUBE_FORBIDDEN', message: `may not ${right}` });
  if (broken.includes(right)) throw new ExternalError({ code: 'KUBE_FAILED', message: `could not ${right}` });
}

/** What an admission rule says. */
function admit({ refuses }: World, object: KubeObject): Promise<never> | undefined {
  const why = refuses(object);
  return why === undefined
    ? undefined
    : Promise.reject(new ExternalError({ code: 'KUBE_INVALID', message: why }));
}

/** Answers whether the user may do something; nothing is stored. */
function review({ denied, reviews }: World, object: KubeObject): Promise<KubeObject> | undefined {
  if (object.kind !== 'SelfSubjectAccessReview') return undefined;
  const { resourceAttributes } = object['spec'] as {
    resourceAttributes: { verb: string; resource: string };
  };
  const { verb, resource } = resourceAttributes;
  reviews.push(`${verb} ${resource}`);
  return Promise.resolve({ ...object, status: { allowed: !denied.includes(`${verb} ${resource}`) } });
}
