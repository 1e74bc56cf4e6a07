import { listSome } from '@fairlead/core';
import { shardFile } from './shard.ts';
import type { ShardReport } from './shard-report.ts';

/**
 * Why reports do not make one run; undefined when each shard has left exactly one, of the same code and flags. What is not
 * there was not checked. Pure.
 */
export function shardProblem(reports: readonly ShardReport[], identity: string): string | undefined {
  const [first] = reports;
  if (first === undefined) return 'no shard left a report';
  const { count } = first.shard;
  const odd = reports.find(({ shard }) => shard.count !== count || shard.index < 1 || shard.index > count);
  if (odd !== undefined) return `${shardFile(odd.shard)} does not belong to ${shardFile(first.shard)}`;
  const seen = Map.groupBy(reports, ({ shard }) => shard.index);
  const lost = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !seen.has(index));
  if (lost.length > 0)
    return `${lost.length === 1 ? 'shard' : 'shards'} ${listSome(lost.map(String))} of ${count} left no report`;
  const twice = [...seen].find(([, own]) => own.length > 1);
  if (twice !== undefined) return `shard ${twice[0]} of ${count} left ${twice[1].length} reports`;
  const foreign = reports.find((report) => report.identity !== identity);
  if (foreign !== undefined)
    return `shard ${foreign.shard.index} of ${count} ran other code, another Go or other flags than this merge`;
  const broken = reports.find((report) => report.broken !== undefined);
  if (broken?.broken !== undefined)
    return `shard ${broken.shard.index} of ${count}: ${broken.broken.message}`;
  return undefined;
}
