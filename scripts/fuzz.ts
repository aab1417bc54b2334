/**
 * Sends mutated requests to the HTTP door of a server and looks for crashes, for errors of ours, and for refused requests that changed
 * something.
 *
 *     node --import tsx scripts/fuzz.ts [--requests 2000] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { request as httpRequest } from 'node:http';
import { Random } from '../lib/engine/random/random';
import { serveCluster } from '../lib/testing/serve-cluster';
import { FuzzRequests, type FuzzRequest } from './fuzz/fuzz-requests';

/** What the real server answers with 500 as well. */
const UPSTREAM_500 =
  /unsupported type|strconv|unable to parse|invalid syntax|no kind .* is registered|resourceVersion should not be set|Internal Server Error|does not have a host assigned|must be set|couldn't get version|target\.kind/;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { requests: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
  });
  const served = await serveCluster({ seed: values.seed, speed: 1, nodes: 1, hashHistory: true });
  served.wallClock.pause();
  const requests = new FuzzRequests(new Random(`fuzz/${values.seed}`));
  const answers = new Map<number, number>();
  const findings: string[] = [];
  for (let count = 0; count < Number(values.requests); count++) {
    const request = requests.next();
    const before = served.cluster.historyHash();
    const { status, text } = await send(served.url, request);
    answers.set(status, (answers.get(status) ?? 0) + 1);
    const shown = `${request.method} ${request.path} ${request.body.slice(0, 300)}`;
    // The answer to HEAD has no text to tell by.
    if (status === 500 && request.method !== 'HEAD' && !UPSTREAM_500.test(text))
      findings.push(`500: ${shown}\n    ${text.slice(0, 300)}`);
    if (status >= 400 && served.cluster.historyHash() !== before)
      findings.push(`${status}, but it changed something: ${shown}`);
  }
  const alive = await send(served.url, { method: 'GET', path: '/readyz', headers: {}, body: '' });
  if (alive.status !== 200) findings.push(`the server is not ready any more: ${alive.status}`);
  await served.close();
  console.log(
    [...answers]
      .sort(([a], [b]) => a - b)
      .map(([status, number]) => `${status}: ${number}`)
      .join('  '),
  );
  for (const finding of findings.slice(0, 20)) console.log(finding);
  console.log(`${values.requests} requests with seed ${values.seed}: ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

function send(url: string, { method, path, headers, body }: FuzzRequest): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = httpRequest(
      new URL(url).origin,
      { method, path, headers: { ...headers, ...length } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (path.includes('watch')) response.destroy();
        });
        response.on('close', () => resolve({ status: response.statusCode ?? 0, text }));
        if (path.includes('watch')) setTimeout(() => response.destroy(), 5);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

void main();
