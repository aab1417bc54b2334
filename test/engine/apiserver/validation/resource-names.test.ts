import { Quantity } from '../../../../lib/engine/apimachinery/quantity';
import {
  isContainerResource,
  isExtendedResource,
  isIntegerResource,
  isOvercommitAllowed,
  isStandardResource,
  isWholePages,
} from '../../../../lib/engine/apiserver/validation/resource-names';

describe('names of resources', () => {
  test.each([
    ['cpu', { standard: true, container: true, extended: false, integer: false, overcommit: true }],
    ['requests.cpu', { standard: true, container: false, extended: false, integer: false, overcommit: true }],
    ['pods', { standard: true, container: false, extended: false, integer: true, overcommit: true }],
    ['hugepages-2Mi', { standard: true, container: true, extended: false, integer: false, overcommit: false }],
    ['gpu', { standard: false, container: false, extended: false, integer: false, overcommit: true }],
    ['example.com/gpu', { standard: false, container: false, extended: true, integer: true, overcommit: false }],
    ['kubernetes.io/gpu', { standard: false, container: false, extended: false, integer: false, overcommit: true }],
    ['Bad Name/x', { standard: false, container: false, extended: false, integer: false, overcommit: false }],
  ])('%s', (name, expected) => {
    expect({
      standard: isStandardResource(name),
      container: isContainerResource(name),
      extended: isExtendedResource(name),
      integer: isIntegerResource(name),
      overcommit: isOvercommitAllowed(name),
    }).toEqual(expected);
  });

  test.each([
    ['hugepages-2Mi', '4Mi', true],
    ['hugepages-2Mi', '3Mi', false],
    ['hugepages-0', '1', false],
    ['hugepages-x', '1', false],
  ])('%s: %s is a whole number of pages: %s', (name, amount, whole) => {
    expect(isWholePages(name, Quantity.parse(amount))).toBe(whole);
  });
});
