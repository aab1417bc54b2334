import { HostPaths } from '../../../../lib/engine/kubelet/volumes/host-paths';
import { oneNode, runPod, told } from '../one-node';

const OWN = { 'boutique.test/host-paths': '{"/data/disk": "Directory", "/run/agent.sock": "Socket"}' };

// pkg/volume/hostpath/host_path.go (checkTypeInternal)
describe('HostPaths', () => {
  test.each([
    ['/etc/hosts', 'File'],
    ['/var/log', 'Directory'],
    ['/var/log/', 'DirectoryOrCreate'],
    ['/run/containerd/containerd.sock', 'Socket'],
    ['/dev/null', 'CharDevice'],
    ['/dev/sda', 'BlockDevice'],
    ['/no/such', ''],
    ['/no/such', 'DirectoryOrCreate'],
    ['/tmp/new', 'FileOrCreate'],
    ['/data/disk', 'Directory'],
    ['/data', 'Directory'],
    ['/run/agent.sock', 'Socket'],
  ])('%s may be had as %p', (path, type) => {
    expect(() => new HostPaths(() => OWN).check(path, type)).not.toThrow();
  });

  test.each([
    ['/no/such', 'Directory', 'hostPath type check failed: /no/such is not a directory'],
    ['/etc/hosts', 'DirectoryOrCreate', 'hostPath type check failed: /etc/hosts is not a directory'],
    ['/var/log', 'File', 'hostPath type check failed: /var/log is not a file'],
    ['/var/log', 'FileOrCreate', 'hostPath type check failed: /var/log is not a file'],
    ['/var/run/docker.sock', 'Socket', 'hostPath type check failed: /var/run/docker.sock is not a socket file'],
    ['/dev/sda', 'CharDevice', 'hostPath type check failed: /dev/sda is not a character device'],
    ['/dev/null', 'BlockDevice', 'hostPath type check failed: /dev/null is not a block device'],
    ['/no/such/file', 'FileOrCreate', 'open /no/such/file: no such file or directory'],
    ['/etc/hosts/below', 'DirectoryOrCreate', 'mkdir /etc/hosts: not a directory'],
  ])('%s cannot be had as %s', (path, type, message) => {
    expect(() => new HostPaths(() => undefined).check(path, type)).toThrow(message);
  });

  test('what was made for one volume is there for the next', () => {
    const paths = new HostPaths(() => undefined);
    paths.check('/no/such', 'DirectoryOrCreate');
    expect(() => paths.check('/no/such', 'Directory')).not.toThrow();
    expect(() => paths.check('/no', 'Directory')).not.toThrow();
  });

  test('a pod waits for a path that is not there, and is told why', () => {
    const cluster = oneNode();
    const mounted = { volumeMounts: [{ name: 'v', mountPath: '/v' }] };
    runPod(cluster, 'p', mounted, { volumes: [{ name: 'v', hostPath: { path: '/no/such', type: 'Directory' } }] });
    expect(told(cluster, 'FailedMount')).toEqual([
      'MountVolume.SetUp failed for volume "v" : hostPath type check failed: /no/such is not a directory',
    ]);
  });

  test('of a claimed volume the volume itself is named', () => {
    const cluster = oneNode();
    const storage = { accessModes: ['ReadWriteOnce'], storageClassName: '' };
    cluster.resource('PersistentVolume').create({
      metadata: { name: 'disk-1' },
      spec: { ...storage, capacity: { storage: '1Gi' }, hostPath: { path: '/no/such', type: 'Directory' } },
    });
    cluster.resource('PersistentVolumeClaim').create({
      metadata: { name: 'disk', namespace: 'default' },
      spec: { ...storage, resources: { requests: { storage: '1Gi' } } },
    });
    const mounted = { volumeMounts: [{ name: 'v', mountPath: '/v' }] };
    runPod(cluster, 'p', mounted, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'disk' } }] });
    expect(told(cluster, 'FailedMount')).toEqual([
      'MountVolume.SetUp failed for volume "disk-1" : hostPath type check failed: /no/such is not a directory',
    ]);
  });
});
