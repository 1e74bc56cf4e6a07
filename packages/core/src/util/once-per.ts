/**
 * Remembers what is found out for an object, so that it is found out once: by the context of a run, what its checks have
 * learnt is what is done. A failure is remembered too. Nothing else than the first argument tells answers apart.
 */
export function oncePer<K extends object, A extends unknown[], T>(
  find: (key: K, ...rest: A) => Promise<T>,
): (key: K, ...rest: A) => Promise<T> {
  const known = new WeakMap<K, Promise<T>>();
  return (key, ...rest) => {
    const answer = known.get(key) ?? find(key, ...rest);
    known.set(key, answer);
    return answer;
  };
}
