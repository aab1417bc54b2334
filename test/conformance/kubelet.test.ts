/** What a real v1.28.15 kubelet does with pods, asked of the engine's own. */
import { testInProcess } from './recorded-suites';

testInProcess('kubelet');
