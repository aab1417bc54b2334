/** Which node a real v1.28.15 scheduler chose, or the exact words in which it said why none, asked of the engine. */
import { testInProcess } from './recorded-suites';

testInProcess('scheduler');
