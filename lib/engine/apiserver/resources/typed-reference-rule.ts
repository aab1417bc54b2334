/**
 * A reference to an object of any kind.
 *
 * Upstream: pkg/apis/networking/validation/validation.go (validateIngressTypedLocalObjectReference)
 */
import { dns1123SubdomainFaults, pathSegmentFaults } from '../../apimachinery/validation/names';
import { fields, matches, required, type Rule } from '../validation/rules';

export type TypedReference = { readonly apiGroup?: string; readonly kind?: string; readonly name?: string };

export const typedReferenceRule: Rule<TypedReference> = fields<TypedReference>({
  apiGroup: matches(dns1123SubdomainFaults),
  kind: required(matches(pathSegmentFaults), 'kind is required'),
  name: required(matches(pathSegmentFaults), 'name is required'),
});
