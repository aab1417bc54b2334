import { parseJson, type RawJson, type RawObject } from '../../../../lib/engine/apimachinery/json/parse-json';
import { decodeAs } from '../../../../lib/engine/apimachinery/json/decode';
import type { DecodingWords } from '../../../../lib/engine/apimachinery/json/type-mismatch';
import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';

const schema = builtinSchemas().schemaOf({ group: 'apps', version: 'v1', kind: 'Deployment' })!;

function decode(spec: string, words: DecodingWords): unknown {
  const raw: RawJson = parseJson(`{"spec":${spec}}`).value;
  return decodeAs(raw as RawObject, schema, 'v1', words).value['spec'];
}

describe('a value of the wrong type', () => {
  test.each([
    [
      '{"replicas":"3"}',
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    ['{"paused":1}', 'json: cannot unmarshal number into Go struct field DeploymentSpec.spec.paused of type bool'],
    [
      '{"template":[]}',
      'json: cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec',
    ],
  ])('%s is told by the JSON decoder with its path', (spec, message) => {
    expect(() => decode(spec, 'json')).toThrow(message);
  });

  test.each([
    ['{"strategy":{"type":1}}', 'DeploymentStrategy.spec.strategy.type of type v1.DeploymentStrategyType'],
    [
      '{"template":{"spec":{"volumes":[{"persistentVolumeClaim":{"claimName":1}}]}}}',
      'PersistentVolumeClaimVolumeSource.spec.template.spec.volumes.persistentVolumeClaim.claimName of type string',
    ],
    ['{"template":{"metadata":{"uid":1}}}', 'ObjectMeta.spec.template.metadata.uid of type types.UID'],
  ])('%s: a string with a type of its own is told by its name', (spec, message) => {
    expect(() => decode(spec, 'json')).toThrow(`cannot unmarshal number into Go struct field ${message}`);
  });

  test('a part is named with its own package', () => {
    const autoscaler = builtinSchemas().schemaOf({
      group: 'autoscaling',
      version: 'v2',
      kind: 'HorizontalPodAutoscaler',
    })!;
    const read = (text: string) => () => decodeAs(parseJson(text).value as RawObject, autoscaler, 'v2');
    expect(read('{"metadata":[]}')).toThrow('HorizontalPodAutoscaler.metadata of type v1.ObjectMeta');
    expect(read('{"spec":{"metrics":[{"type":1}]}}')).toThrow(
      'MetricSpec.spec.metrics.type of type v2.MetricSourceType',
    );
  });

  test('the first one is told, but what reads its own JSON gives up at once', () => {
    expect(() => decode('{"paused":1,"replicas":"3"}', 'json')).toThrow('spec.paused');
    const limits = '{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"x"}}}]}}}';
    expect(() => decode(`{"paused":1,${limits.slice(1)}`, 'json')).toThrow('quantities must match');
    expect(() => decode('{"template":{"metadata":{"creationTimestamp":""}}}', 'json')).toThrow('parsing time ""');
  });

  test.each([
    ['{"replicas":"3"}', 'unrecognized type: int32'],
    ['{"replicas":1.5}', 'cannot convert float64 to int32'],
    ['{"paused":1}', 'unrecognized type: bool'],
    ['{"template":[]}', 'cannot restore struct from: slice'],
    ['{"selector":{"matchLabels":{"a":1}}}', 'cannot convert int64 to string'],
    ['{"selector":{"matchLabels":{"a":true}}}', 'unrecognized type: string'],
    ['{"selector":{"matchLabels":"a=b"}}', 'cannot restore map from string'],
    ['{"selector":{"matchExpressions":{}}}', 'cannot restore slice from map'],
  ])('%s is told by the converter by its Go kind', (spec, message) => {
    expect(() => decode(spec, 'converter')).toThrow(message);
  });

  test('the converter takes a whole number however it is written', () => {
    expect(decode('{"replicas":3.0}', 'converter')).toEqual({ replicas: 3 });
    expect(() => decode('{"replicas":3.0}', 'json')).toThrow('cannot unmarshal number 3.0');
  });
});
