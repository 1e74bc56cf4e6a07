/**
 * Runs inside a cluster's network namespace and makes HTTP requests for a process outside it.
 * Speaks JSON lines: a request with an id on standard input, its answer with the same id on standard output.
 * Ends when standard input does, so it never outlives its parent. Uses nothing but Node.
 */
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { createInterface } from 'node:readline';
import type { AgentAnswer, AgentRequest } from './agent-client.ts';

function perform(asked: AgentRequest): Promise<AgentAnswer> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ id: asked.id, error: error.message || String(error) });
    const start = asked.url.startsWith('https:') ? requestHttps : requestHttp;
    const options = { method: asked.method ?? 'GET', headers: asked.headers ?? {}, ...asked.tls };
    const call = start(asked.url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({
          id: asked.id,
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.setTimeout(asked.timeoutMs ?? 10_000, () => call.destroy(new Error('timed out')));
    call.on('error', fail);
    call.end(asked.body);
  });
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  void perform(JSON.parse(line) as AgentRequest).then((answer) =>
    process.stdout.write(`${JSON.stringify(answer)}\n`),
  );
});
lines.on('close', () => process.exit(0));
