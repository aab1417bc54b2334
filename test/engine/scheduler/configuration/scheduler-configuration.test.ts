import { parse } from 'yaml';
import { Cluster } from '../../../../lib/engine/cluster';
import { ControllerSelection } from '../../../../lib/engine/controllers/controller-selection';
import { readSchedulerConfiguration } from '../../../../lib/engine/scheduler/configuration/scheduler-configuration';

const HEAD = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';

/** Three nodes of 8 cpu and 32Gi; that nobody reports for them does not matter. */
function world(configuration: string): Cluster {
  const cluster = new Cluster({
    nodes: 3,
    kubelets: 'none',
    scheduler: readSchedulerConfiguration(parse(HEAD + configuration)),
    controllerManager: { controllers: new ControllerSelection(['*', '-nodelifecycle', '-podgc']) },
  });
  cluster.advance(100);
  return cluster;
}

function createPod(cluster: Cluster, name: string, more: object = {}, labels = {}): void {
  const containers = [{ name: 'main', image: 'web:1', resources: { requests: { cpu: '1', memory: '1Gi' } } }];
  cluster.resource('Pod').create({ metadata: { name, namespace: 'default', labels }, spec: { containers, ...more } });
  cluster.advance(100);
}

function nodeOf(cluster: Cluster, pod: string): string | undefined {
  return cluster.get('Pod', pod).spec?.nodeName;
}

function conditionOf(cluster: Cluster, pod: string): string | undefined {
  return cluster.get('Pod', pod).status?.conditions?.[0]?.message;
}

describe('readSchedulerConfiguration', () => {
  const read = (text: string): unknown => readSchedulerConfiguration(parse(text));

  test.each([
    [
      'another version',
      'apiVersion: kubescheduler.config.k8s.io/v1beta1',
      'apiVersion: kubescheduler.config.k8s.io/v1 is needed',
    ],
    ['an unknown field', `${HEAD}profils: []`, 'profils: unknown field'],
    [
      'a number as text',
      `${HEAD}percentageOfNodesToScore: "50"`,
      'percentageOfNodesToScore: a whole number from 0 to 100 is needed, got "50"',
    ],
    [
      'a second profile without name',
      `${HEAD}profiles: [{schedulerName: a}, {}]`,
      'profiles[1].schedulerName: Required value',
    ],
    [
      'two of one name',
      `${HEAD}profiles: [{schedulerName: a}, {schedulerName: a}]`,
      'profiles[1].schedulerName: Duplicate value',
    ],
    [
      'arguments of another plugin',
      `${HEAD}profiles: [{pluginConfig: [{name: NodeAffinity, args: {kind: NodeResourcesFitArgs}}]}]`,
      'profiles[0].pluginConfig[0].args.kind: NodeAffinityArgs is needed, got "NodeResourcesFitArgs"',
    ],
    [
      'a strategy that there is not',
      `${HEAD}profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: Best}}}]}]`,
      'profiles[0].pluginConfig[0].args.scoringStrategy.type: LeastAllocated, MostAllocated or RequestedToCapacityRatio is needed, got "Best"',
    ],
    [
      'a back-off that shrinks',
      `${HEAD}podInitialBackoffSeconds: 60`,
      'podMaxBackoffSeconds: must be greater than or equal to PodInitialBackoffSeconds',
    ],
  ])('%s is refused', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test.each([
    ['{multiPoint: {enabled: [{name: Magic}]}}', 'plugin "Magic" does not exist'],
    ['{score: {enabled: [{name: NodePorts}]}}', 'plugin "NodePorts" does not extend score'],
    [
      '{bind: {disabled: [{name: "*"}]}}',
      'at least one bind plugin is needed for profile with scheduler name "default-scheduler"',
    ],
    [
      '{queueSort: {disabled: [{name: PrioritySort}]}}',
      'only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0',
    ],
  ])('plugins %s are refused', (plugins, message) => {
    expect(() => world(`profiles: [{plugins: ${plugins}}]`)).toThrow(message);
  });
});

describe('profiles', () => {
  test('each looks after the pods that name it, and signs with its name', () => {
    const cluster = world('profiles: [{schedulerName: default-scheduler}, {schedulerName: packer}]');
    createPod(cluster, 'a');
    createPod(cluster, 'b', { schedulerName: 'packer' });
    createPod(cluster, 'c', { schedulerName: 'nobody' });
    expect([nodeOf(cluster, 'a'), nodeOf(cluster, 'b'), nodeOf(cluster, 'c')]).toEqual([
      expect.stringMatching(/^node-/),
      expect.stringMatching(/^node-/),
      undefined,
    ]);
    const signed = cluster
      .list('Event')
      .filter(({ reason }) => reason === 'Scheduled')
      .map(({ involvedObject, reportingComponent }) => [involvedObject.name, reportingComponent]);
    expect(signed.sort()).toEqual([
      ['a', 'default-scheduler'],
      ['b', 'packer'],
    ]);
  });

  test('MostAllocated fills one node before the next', () => {
    const cluster = world(`
profiles:
- plugins: {score: {disabled: [{name: "*"}], enabled: [{name: NodeResourcesFit}]}}
  pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: MostAllocated}}}]`);
    for (const name of ['a', 'b', 'c', 'd']) createPod(cluster, name);
    expect(new Set(['a', 'b', 'c', 'd'].map((name) => nodeOf(cluster, name))).size).toBe(1);
  });

  test('RequestedToCapacityRatio follows the curve: here half full is best', () => {
    const cluster = world(`
profiles:
- plugins: {score: {disabled: [{name: "*"}], enabled: [{name: NodeResourcesFit}]}}
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy:
        type: RequestedToCapacityRatio
        resources: [{name: cpu, weight: 1}]
        requestedToCapacityRatio:
          shape: [{utilization: 0, score: 0}, {utilization: 50, score: 10}, {utilization: 100, score: 0}]`);
    for (const name of ['a', 'b', 'c', 'd', 'e']) createPod(cluster, name);
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((name) => nodeOf(cluster, name));
    expect(new Set(nodes.slice(0, 4)).size).toBe(1);
    // With the fifth pod the node is at 62 %, an empty one would be at 12 %.
    expect(nodes[4]).toBe(nodes[0]);
    const { scores } = cluster.explain('e').decisions[0]!;
    expect(scores.map(({ total }) => total)).toEqual([76, 24, 24]);
  });

  test('weights of the configuration count, for scores before those for everything', () => {
    const cluster = world(`
profiles:
- plugins:
    multiPoint: {enabled: [{name: TaintToleration, weight: 7}, {name: NodeResourcesFit, weight: 5}]}
    score: {enabled: [{name: NodeResourcesFit, weight: 2}]}`);
    createPod(cluster, 'a');
    const { points } = cluster.explain('a').decisions[0]!.scores[0]!;
    expect(points['TaintToleration']).toBe(700);
    // 87 points of 100 for cpu, 96 for memory.
    expect(points['NodeResourcesFit']).toBe(2 * 91);
  });

  test('a filter that is disabled refuses nobody', () => {
    const cluster = world(
      'profiles: [{plugins: {filter: {disabled: [{name: NodeUnschedulable}, {name: TaintToleration}]}}}]',
    );
    for (const name of ['node-1', 'node-2', 'node-3']) {
      cluster.resource('Node').patch(name, '', 'merge', { spec: { unschedulable: true } });
    }
    cluster.advance(100);
    createPod(cluster, 'a');
    expect(nodeOf(cluster, 'a')).toBeDefined();
  });

  test('without DefaultPreemption nobody has to go', () => {
    const cluster = world('profiles: [{plugins: {multiPoint: {disabled: [{name: DefaultPreemption}]}}}]');
    const requests = { cpu: '9' };
    createPod(cluster, 'a', { containers: [{ name: 'main', image: 'web:1', resources: { requests } }] });
    expect(conditionOf(cluster, 'a')).toBe('0/3 nodes are available: 3 Insufficient cpu.');
  });

  test('addedAffinity keeps the pods of a profile to its nodes', () => {
    const cluster = world(`
profiles:
- pluginConfig:
  - name: NodeAffinity
    args:
      addedAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [ssd]}]}]`);
    createPod(cluster, 'a');
    expect(conditionOf(cluster, 'a')).toContain("3 node(s) didn't match scheduler-enforced node affinity");
    cluster.resource('Node').patch('node-2', '', 'merge', { metadata: { labels: { disk: 'ssd' } } });
    cluster.advance('15s');
    expect(nodeOf(cluster, 'a')).toBe('node-2');
  });

  test('defaultConstraints spread the pods of a Service that say nothing themselves', () => {
    const cluster = world(`
profiles:
- plugins: {score: {disabled: [{name: "*"}]}}
  pluginConfig:
  - name: PodTopologySpread
    args:
      defaultingType: List
      defaultConstraints:
      - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}`);
    cluster.resource('Service').create({
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    });
    cluster.advance(100);
    for (const name of ['a', 'b', 'c']) createPod(cluster, name, {}, { app: 'web' });
    expect(new Set(['a', 'b', 'c'].map((name) => nodeOf(cluster, name))).size).toBe(3);
  });

  test("resources that are ignored are nobody's lack", () => {
    const cluster = world(`
profiles:
- pluginConfig: [{name: NodeResourcesFit, args: {ignoredResourceGroups: [shop.example.com]}}]`);
    const limits = { 'shop.example.com/till': '1' };
    createPod(cluster, 'a', { containers: [{ name: 'main', image: 'web:1', resources: { limits } }] });
    expect(nodeOf(cluster, 'a')).toBeDefined();
  });
});
