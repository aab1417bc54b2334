import { oneNode, runPod, told } from '../one-node';

// pkg/kubelet/lifecycle/handlers.go (Run, runHTTPHandler)
describe('LifecycleHooks', () => {
  test.each([
    [
      { tcpSocket: { port: 8080 } },
      'Cannot run handler: invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{0 8080 },Host:,},}',
    ],
    [
      { tcpSocket: { port: 'web', host: 'db' } },
      'Cannot run handler: invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{1 0 web},Host:db,},}',
    ],
    [
      { httpGet: { port: 'web' } },
      'HTTP lifecycle hook (/) for Container "main" in Pod "p_default(UID)" failed - error: strconv.Atoi: parsing "web": invalid syntax',
    ],
  ])('%j cannot be run', (postStart, message) => {
    const cluster = oneNode();
    runPod(cluster, 'p', { lifecycle: { postStart } }, { restartPolicy: 'Always' }, { termSeconds: 0 });
    cluster.runUntil(() => stateOf(cluster)?.reason === 'PostStartHookError', { within: '2m' });
    expect(stateOf(cluster)?.message?.replace(/[0-9a-f-]{36}/, 'UID')).toBe(message);
    expect(told(cluster, 'FailedPostStartHook')).toContain('PostStartHook failed');
  });

  // pkg/kubelet/container/helpers.go (FilterEventRecorder): an event about the pod itself does not get through
  test('a plain server that is asked for HTTPS is asked again without, and nobody is told', () => {
    const cluster = oneNode();
    const postStart = { httpGet: { port: 8080, scheme: 'HTTPS' } };
    runPod(cluster, 'p', { lifecycle: { postStart } }, {}, { listen: { 8080: '0:200' } });
    expect(cluster.get('Pod', 'p').status?.phase).toBe('Running');
    expect(told(cluster, 'LifecycleHTTPFallback')).toEqual([]);
  });
});

function stateOf(cluster: ReturnType<typeof oneNode>) {
  return cluster.get('Pod', 'p').status?.containerStatuses?.[0]?.state?.waiting;
}
