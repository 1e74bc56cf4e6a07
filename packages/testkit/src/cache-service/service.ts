import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault, Faults } from '../server/faults.ts';
import type { CacheStore } from './cache-store.ts';

/** What can be asked of the cache service, in either protocol. */
export type CacheOperation = 'lookup' | 'reserve' | 'upload' | 'finalize' | 'download';

/** What the server has carried. */
export interface CacheTraffic {
  uploadedBytes: number;
  downloadedBytes: number;
  readonly requests: Record<CacheOperation, number>;
}

/** What the handlers share. */
export interface CacheService {
  readonly store: CacheStore;
  readonly faults: Faults<CacheOperation>;
  readonly traffic: CacheTraffic;
  readonly bytesPerSecond: number | undefined;
  /** The server's own address. */
  readonly url: () => string;
}

/** One request after its operation is known and its fault, if any, is taken. */
export interface CacheRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: URL;
  readonly fault: Fault | undefined;
}

/** Where an entry's bytes are put and fetched; shaped like an address of Azure's blob storage emulator. */
export function blobUrl(service: CacheService, id: number): string {
  return `${service.url()}/devstoreaccount1/cache/${id}?sig=fake-signature`;
}
