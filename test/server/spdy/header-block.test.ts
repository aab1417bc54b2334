import { constants, deflateSync, inflateSync } from 'node:zlib';
import { EmptyHeaderBlocks, HeaderBlockError, HeaderBlockReader } from '../../../lib/server/spdy/header-block';
import { HEADER_DICTIONARY } from '../../../lib/server/spdy/header-dictionary';

const flush = { finishFlush: constants.Z_SYNC_FLUSH };

describe('header blocks', () => {
  test('the dictionary is the one of the standard', () => {
    expect(HEADER_DICTIONARY).toHaveLength(1423);
    expect(HEADER_DICTIONARY.toString('latin1', 0, 15)).toBe('\0\0\0\x07options\0\0\0\x04');
    expect(HEADER_DICTIONARY.toString('latin1').slice(-30)).toBe('rset=iso-8859-1,utf-,*,enq=0.'.padStart(30, 'a'));
  });

  test('a block without compression and without the dictionary is read as well', () => {
    const text = Buffer.from('\0\0\0\x01\0\0\0\x04Port\0\0\0\x0280', 'latin1');
    const block = deflateSync(text, { ...flush, level: 0 });
    expect([...new HeaderBlockReader().read(block)]).toEqual([['port', '80']]);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['no compression', Buffer.from('xxnonsense')],
    ['a length beyond the end', deflateSync(Buffer.from('\0\0\0\x01\0\0\xff\xffx', 'latin1'), flush)],
    ['more than a header needs', deflateSync(Buffer.alloc(1024 * 1024), flush)],
  ])('%s is refused', (_what, block) => {
    expect(() => new HeaderBlockReader().read(block)).toThrow(HeaderBlockError);
  });

  test('empty blocks go on in one stream', () => {
    const blocks = new EmptyHeaderBlocks();
    const stream = Buffer.concat([blocks.next(), blocks.next()]);
    expect([...inflateSync(stream, flush)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
