import { DEFINITIONS, definition, version } from '../definition-for-tests';
import { Cluster } from '../../../../../lib/engine/cluster';
import { asking } from '../../../../support/ask';

const refusal = (messageExpression: string): string | undefined => {
  const rules = [{ rule: 'self > 1', messageExpression }];
  const spec = { type: 'object', properties: { size: { type: 'integer', 'x-kubernetes-validations': rules } } };
  return asking(new Cluster())('POST', DEFINITIONS, definition([version(spec)])).body.message;
};

describe('the cost of a rule', () => {
  test('has no limit where a text of unknown length is put together with another', () => {
    const message = refusal("'got ' + string(self)") ?? '';
    const at =
      'spec.validation.openAPIV3Schema.properties[spec].properties[size].x-kubernetes-validations[0].messageExpression';
    expect(message).toContain(
      `${at}: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x`,
    );
    expect(message).toContain(`${at}: Forbidden: contributed to estimated rule cost total`);
    expect(message).toContain(
      'spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total',
    );
  });

  test('is taken where lengths are known', () => {
    expect(refusal("'too ' + 'small'")).toBeUndefined();
    expect(refusal('string(self)')).toBeUndefined();
  });
});
