/** Final states, milestones and events of a real v1.28.15 controller manager, asked of the engine; somebody outside plays the kubelets. */
import { testInProcess } from './recorded-suites';

testInProcess('controllers', { kubelets: 'none' });
