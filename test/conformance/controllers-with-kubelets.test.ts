/** What a real v1.28.15 controller manager did, asked of the engine once more: with its own kubelets, where a stand-in was recorded. */
import { testInProcess } from './recorded-suites';

testInProcess('controllers', { kubelets: 'all' }, [
  // A kubelet labels its Node with architecture and operating system.
  'a new node has the not-ready taint until its kubelet reports',
  // A kubelet says that its pod is scheduled, among the conditions that are its own.
  'an evicted pod says so in a DisruptionTarget condition while it terminates',
]);
