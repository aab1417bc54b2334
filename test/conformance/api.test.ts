/**
 * What a real v1.28.15 API server answered, asked of the engine.
 *
 * Cases that call kubectl are left to kubectl.test.ts.
 */
import { testInProcess, testOverHttp } from './recorded-suites';

jest.setTimeout(300_000); // over HTTP the suites wait as long as the recorded ones did

testInProcess('api');
testOverHttp('api');
