import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';
import { goDump } from '../../../../lib/engine/apimachinery/validation/go-dump';

describe('goDump', () => {
  const pod = builtinSchemas().schemaOf({ group: '', version: 'v1', kind: 'Pod' })!;
  const container = pod.fields.get('spec')!;

  test('writes all fields of a struct, pointers without what they point to', () => {
    const { text } = goDump(
      { containers: [{ name: 'a' }], hostPID: true, nodeSelector: { b: '1' } },
      container,
      'core',
    );
    expect(text).toMatch(/^core\.PodSpec\{Volumes:\[\]core\.Volume\(nil\), /);
    expect(text).toContain('Containers:[]core.Container{core.Container{Name:"a", Image:""');
    expect(text).toContain('NodeSelector:map[string]string{"b":"1"}');
    expect(text).toContain('HostPID:true');
    expect(text).toContain('SecurityContext:(*core.PodSecurityContext)(nil)');
  });
});
