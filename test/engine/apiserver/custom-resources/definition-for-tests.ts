/** A small CustomResourceDefinition, and the requests that tests make of it. */
import { Cluster } from '../../../../lib/engine/cluster';
import type { CustomResourceVersion, JsonSchema } from '../../../../lib/engine/apiserver/custom-resources/json-schema';
import { asking, type Answer, type Ask } from '../../../support/ask';

export const WIDGETS = '/apis/example.com/v1/namespaces/default/widgets';
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
export const WIDGETS_DEFINITION = `${DEFINITIONS}/widgets.example.com`;

export function version(spec: JsonSchema, more: Partial<CustomResourceVersion> = {}): CustomResourceVersion {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec, status: { type: 'object' } } } };
  return { name: 'v1', served: true, storage: true, schema, ...more };
}

export function definition(versions: readonly CustomResourceVersion[], names: object = {}): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', ...names },
      versions,
    },
  };
}

export const widget = (name: string, spec: object): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  spec,
});

/** A cluster that serves widgets. */
export function withWidgets(spec: JsonSchema, more: Partial<CustomResourceVersion> = {}): Ask {
  const ask = asking(new Cluster());
  const made: Answer = ask('POST', DEFINITIONS, definition([version(spec, more)]));
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return ask;
}
