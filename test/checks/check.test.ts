import { check, REHEARSALS, type Row } from '../../lib/checks';
import { budget, manifests, web, type WebOptions } from './rehearsals/manifests';

function rowsOf(rehearsal: string, ...texts: readonly string[]): readonly Row[] {
  const rehearsals = REHEARSALS.filter(({ name }) => name === rehearsal);
  expect(rehearsals).toHaveLength(1);
  return check(manifests(...texts), { rehearsals, nodes: 3 }).rows;
}

function rowOf(rehearsal: string, ...texts: readonly string[]): Row {
  const rows = rowsOf(rehearsal, ...texts);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

const spoilt = (options: WebOptions): string => web(options);

describe('check', () => {
  test('finds nothing wrong with a Deployment that is made well, and says so with figures', () => {
    const { rows, holds } = check(manifests(web(), budget(1)));
    expect(rows.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
    expect(holds).toBe(true);
    const names = new Set(rows.map(({ rehearsal }) => rehearsal));
    expect([...names]).toEqual(REHEARSALS.map(({ name }) => name).filter((name) => name !== 'autoscaler-bounds'));
  });

  test('gives the same rows for the same seed', () => {
    const rehearse = (): unknown => check(manifests(web(), budget(1)), { seed: 'again' });
    expect(rehearse()).toEqual(rehearse());
  });

  test('takes what is given for granted: nodes, classes, Secrets', () => {
    const needing = web({ container: 'envFrom: [{ secretRef: { name: keys } }]' });
    const rehearsals = REHEARSALS.filter(({ name }) => name === 'becomes-ready');
    const given = manifests('apiVersion: v1\nkind: Secret\nmetadata: { name: keys, namespace: shop }\n');
    expect(check(manifests(needing), { rehearsals }).holds).toBe(false);
    expect(check(manifests(needing), { rehearsals, given }).holds).toBe(true);
  });
});

describe('becomes-ready', () => {
  test('tells how soon a namespace is complete', () => {
    const row = rowOf('becomes-ready', web());
    expect(row).toMatchObject({ namespace: 'shop', subject: '', verdict: 'holds', figures: { workloads: 1, pods: 2 } });
    expect(row.figures['readyAfterSeconds']).toBeGreaterThan(1);
  });

  test.each([
    [
      'a ConfigMap is missing',
      { container: 'envFrom: [{ configMapRef: { name: absent } }]' },
      /configmap "absent" not found/,
    ],
    ['an image cannot be had', { image: 'registry.example/missing:1' }, /ErrImagePull|ImagePullBackOff/],
    ['no node is large enough', { cpu: '100' }, /0\/3 nodes are available/],
    [
      'no node has the label',
      { podSpec: 'nodeSelector: { disk: none }' },
      /didn't match Pod's node affinity\/selector/,
    ],
    [
      'it is never ready',
      { container: 'readinessProbe: { exec: { command: [fail, "1", "not today"] } }' },
      /Readiness probe failed: not today/,
    ],
  ] satisfies [string, WebOptions, RegExp][])(
    'says why not where %s, and where that is written',
    (_what, options, why) => {
      const row = rowOf('becomes-ready', spoilt(options));
      expect(row).toMatchObject({
        subject: 'Deployment/web',
        verdict: 'breaks',
        place: 'shop.yaml, document 2 (line 6)',
      });
      expect(row.why).toMatch(why);
    },
  );

  test('tells of what the API server refuses', () => {
    const row = rowsOf('becomes-ready', web(), web().replace('name: web,', 'name: Not_A_Name,'))[0];
    expect(row).toMatchObject({
      verdict: 'breaks',
      measure: 'refused by the API server',
      subject: 'Deployment/Not_A_Name',
    });
    expect(row?.why).toMatch(/RFC 1123/);
  });
});

describe('rolling-update', () => {
  test('counts who was ready and how many there were', () => {
    expect(rowOf('rolling-update', web()).figures).toMatchObject({ desired: 2, fewestReady: 2, surge: 1 });
  });

  test('warns where nobody serves for a while, as the strategy says', () => {
    const row = rowOf('rolling-update', web({ strategy: '{ type: Recreate }' }));
    expect(row).toMatchObject({ verdict: 'warns', figures: { fewestReady: 0 }, why: 'no pod serves for a while' });
  });

  test('breaks where the quota leaves no room for the surge', () => {
    const quota =
      'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: small, namespace: shop }\nspec: { hard: { pods: "2" } }\n';
    const row = rowOf('rolling-update', quota, web());
    expect(row.verdict).toBe('breaks');
    expect(row.why).toMatch(/exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2/);
  });

  test('breaks where required anti-affinity leaves no node for the surge', () => {
    const affinity =
      'affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } }] } }';
    const row = rowOf('rolling-update', web({ replicas: 3, podSpec: affinity }));
    expect(row.verdict).toBe('breaks');
    expect(row.why).toMatch(/0\/3 nodes are available: 3 node\(s\) didn't match pod anti-affinity rules/);
  });
});

describe('pod-killed', () => {
  test('a single pod leaves nobody behind', () => {
    expect(rowOf('pod-killed', web({ replicas: 1 }))).toMatchObject({ verdict: 'warns', figures: { fewestReady: 0 } });
  });
});

describe('node-dead', () => {
  test('tells when it is noticed, when pods are told to go and when all is well', () => {
    const { verdict, figures } = rowOf('node-dead', web());
    expect(verdict).toBe('holds');
    expect(figures['detectedAfterSeconds']).toBeGreaterThanOrEqual(40);
    expect(figures['evictedAfterSeconds']).toBeGreaterThanOrEqual(300 + 40);
    expect(figures['replacedAfterSeconds']).toBeGreaterThan(figures['evictedAfterSeconds']!);
  });
});

describe('node-drained', () => {
  test('breaks where a budget never lets a pod go', () => {
    const rows = rowsOf('node-drained', web(), budget(2));
    expect(rows.map(({ verdict }) => verdict)).toContain('breaks');
    expect(rows[0]?.why).toMatch(/Cannot evict pod as it would violate the pod's disruption budget/);
  });
});

describe('bad-image', () => {
  test('the old version stays up, and undo works', () => {
    expect(rowOf('bad-image', web())).toMatchObject({ verdict: 'holds', figures: { desired: 2, fewestReady: 2 } });
  });

  test('warns where the strategy takes the old version first', () => {
    const row = rowOf('bad-image', web({ strategy: '{ type: Recreate }' }));
    expect(row.verdict).toBe('warns');
    expect(row.why).toMatch(/the old version is gone meanwhile/);
  });
});

describe('quota-holds', () => {
  test('breaks where containers need more memory than their limit', () => {
    const run = JSON.stringify({ memory: '0:32Mi 60:200Mi' });
    const hungry = web().replace(
      'metadata: { labels: { app: web } }',
      `metadata: { labels: { app: web }, annotations: { boutique.test/run.web: '${run}' } }`,
    );
    const row = rowOf('quota-holds', hungry);
    expect(row).toMatchObject({ namespace: 'shop', verdict: 'breaks' });
    expect(row.measure).toMatch(/containers were killed for their memory/);
  });
});

describe('second-apply', () => {
  test('changes nothing', () => {
    expect(rowOf('second-apply', web(), budget(1))).toMatchObject({ verdict: 'holds', figures: { objects: 3 } });
  });
});
