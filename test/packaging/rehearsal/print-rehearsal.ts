/** Prints what the rehearsal found. */
import { askOverHttp, rehearse } from './rehearsal.js';

void askOverHttp().then((version) => console.log(JSON.stringify({ ...rehearse(), version })));
