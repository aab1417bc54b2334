/** The extracted Go facts must agree with what the OpenAPI documents tell of the same types. */
import { definitionOf, publishedDefinitionNames } from '../../../../lib/engine/apimachinery/schema/definitions';
import { formatGoFields, goFieldsOf, parseGoFields } from '../../../../lib/engine/apimachinery/schema/go-fields';
import { parseTypeExpression, type TypeNode } from '../../../../lib/engine/apimachinery/schema/type-expression';

const structs = publishedDefinitionNames().filter((name) => definitionOf(name)?.leaf === undefined);
const fields = structs.flatMap((struct) =>
  goFieldsOf(struct).map((go) => ({
    path: `${struct} ${go.name}`,
    go,
    published: parseTypeExpression(definitionOf(struct)?.fields?.[go.name] ?? '', 'x'),
  })),
);

/** Go kinds that a published type may stand for; leaf definitions may be any (`Patch` is an empty struct, `FieldsV1` one with bytes). */
function kindsOf(type: TypeNode): string[] {
  if (type.node === 'list') return ['slice'];
  if (type.node === 'map') return ['map'];
  if (type.node === 'scalar') return type.scalar === 'bytes' ? ['bytes'] : ['scalar'];
  return ['struct'];
}

describe('goFieldsOf', () => {
  test('has exactly the published fields of every struct', () => {
    const names = (struct: string): string[] =>
      goFieldsOf(struct)
        .map(({ name }) => name)
        .sort();
    const published = (struct: string): string[] => Object.keys(definitionOf(struct)?.fields ?? {}).sort();
    expect(structs.filter((struct) => names(struct).join() !== published(struct).join())).toEqual([]);
  });

  test('agrees with the published types on the kind of every field', () => {
    expect(fields.filter(({ go, published }) => !kindsOf(published.type).includes(go.kind))).toEqual([]);
  });

  test('points to structs where no default is published; bare references tell nothing', () => {
    const structFields = fields.flatMap(({ path, go, published: { type } }) =>
      type.node === 'reference' && type.form !== 'bare' ? [{ path, pointer: go.pointer, form: type.form }] : [],
    );
    expect(structFields.length).toBeGreaterThan(300);
    const wrong = structFields.filter(({ pointer, form }) => pointer !== (form === 'pointer'));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('says of scalars with the zero value as default that they are always written', () => {
    const zero = fields.filter(
      ({ published }) => published.type.node === 'scalar' && [0, '', false].includes(published.default as string),
    );
    expect(zero.length).toBeGreaterThan(300);
    const optional = zero.filter(({ go }) => go.omitEmpty || go.pointer).map(({ path }) => path);
    expect(optional).toEqual(['core.v1.GRPCAction service']); // a pointer whose comment declares the default
  });

  test('refuses structs that the data does not have', () => {
    expect(() => goFieldsOf('core.v1.Nothing')).toThrow('core.v1.Nothing');
    expect(() => goFieldsOf('constructor')).toThrow('constructor');
  });

  test('keeps apart what packages tell differently under one name', () => {
    const replicas = (struct: string): unknown => goFieldsOf(struct).find(({ name }) => name === 'replicas');
    expect(replicas('autoscaling.v1.ScaleSpec')).toEqual({
      name: 'replicas',
      omitEmpty: true,
      pointer: false,
      kind: 'scalar',
    });
    expect(replicas('apps.v1.DeploymentSpec')).toMatchObject({ omitEmpty: true, pointer: true });
    expect(replicas('apps.v1.ReplicaSetStatus')).toMatchObject({ omitEmpty: false, pointer: false });
  });
});

describe('parseGoFields', () => {
  test('reads what formatGoFields writes', () => {
    const text = 'a:v b:?v c:*o d:?*o $ref:?s x-y:m z:b i:i';
    expect(formatGoFields(parseGoFields(text))).toBe(text);
    expect(parseGoFields('')).toEqual([]);
  });

  test('refuses kinds that it does not know', () => {
    expect(() => parseGoFields('a:?q')).toThrow('a:?q');
  });
});
