/** The Compose file says what the manifests say, in a form that Compose accepts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import {
  BoutiqueEnvironment,
  composeFile,
  ENVIRONMENT_NAMES,
  OnlineBoutique,
  type OnlineBoutiqueProps,
} from '../../../lib';
import { VARIATIONS } from '../../snapshots/cases';

interface ComposeService {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly cap_drop: readonly string[];
  readonly read_only: boolean;
  readonly ports?: readonly string[];
  readonly secrets?: readonly { readonly source: string }[];
  readonly configs?: readonly { readonly source: string }[];
}
interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets?: object;
  readonly configs?: object;
}

const { $schema: _dialect, ...schema } = JSON.parse(
  readFileSync(join(__dirname, 'compose-spec.json'), 'utf8'),
) as object & {
  $schema: string;
};
const ajv = new Ajv({ strict: false, allErrors: true });
const validate = ajv.compile(schema);

const compose = (text: string): Compose => parse(text) as Compose;
const shop = (props: Partial<OnlineBoutiqueProps> = {}): OnlineBoutique =>
  new OnlineBoutique(new App(), 'boutique', { namespace: 'boutique', ...props });

function expectValid(file: Compose): void {
  validate(file);
  expect(validate.errors ?? []).toEqual([]);
}

describe('the Compose file', () => {
  test('is checked by a schema that refuses what Compose refuses', () => {
    expect(validate({ services: { a: { image: 'x', imagePullPolicy: 'Always' } } })).toBe(false);
    expect(validate({ services: { a: { image: 'x', build: 5 } } })).toBe(false);
  });

  test.each(ENVIRONMENT_NAMES)('of %s is valid', (name) => {
    expectValid(compose(composeFile(new BoutiqueEnvironment(new App(), name).shop)));
  });

  test.each(Object.entries(VARIATIONS))('of variation %s is valid, and all it refers to is in it', (_name, props) => {
    const file = compose(composeFile(shop(props)));
    expectValid(file);
    for (const service of Object.values(file.services)) {
      expect(Object.keys(file.services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      const sources = (list: readonly { source: string }[] = []): string[] => list.map(({ source }) => source);
      expect(Object.keys(file.secrets ?? {})).toEqual(expect.arrayContaining(sources(service.secrets)));
      expect(Object.keys(file.configs ?? {})).toEqual(expect.arrayContaining(sources(service.configs)));
    }
  });

  test('calls services on the ports their containers listen on', () => {
    const { services } = compose(composeFile(shop()));
    expect(services['checkoutservice']?.environment['EMAIL_SERVICE_ADDR']).toBe('emailservice:8080');
    expect(services['loadgenerator']?.environment['FRONTEND_ADDR']).toBe('frontend:8080');
    expect(services['frontend']?.ports).toEqual(['8080:8080']);
  });

  test('confines every container as the manifests do', () => {
    const services = Object.values(compose(composeFile(shop())).services);
    expect(services.length).toBeGreaterThan(11);
    expect(services.filter(({ read_only, cap_drop }) => !read_only || cap_drop[0] !== 'ALL')).toEqual([]);
  });
});
