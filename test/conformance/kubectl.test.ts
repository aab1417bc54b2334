/** What kubectl 1.28 printed when it talked to a real v1.28.15 cluster, typed again with the engine behind HTTP. */
import { testWithKubectl } from './recorded-suites';

jest.setTimeout(600_000); // commands wait as long as the recorded ones did

testWithKubectl('kubectl');
testWithKubectl('api');
