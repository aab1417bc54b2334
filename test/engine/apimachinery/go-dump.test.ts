import { goDump, goNumber, goPointer, goSlice, goStruct, goText } from '../../../lib/engine/apimachinery/go-dump';

const PORT = goStruct('v1.Port', { Name: goText('string'), Port: goNumber('int32'), App: goPointer(goText('string')) });
const HOST = goStruct('v1.Host', { IP: goText('string'), Ports: goSlice(PORT) }, { IP: 'ip' });

describe('goDump', () => {
  test('names every type, except of what lists hold', () => {
    expect(goDump({ ip: '10.0.0.1', ports: [{ name: 'a', port: 1, app: 'x' }] }, HOST)).toBe(
      '(v1.Host){IP:(string)10.0.0.1 Ports:([]v1.Port)[{Name:(string)a Port:(int32)1 App:(*string)x}]}',
    );
  });

  test('says of members that are left out what Go has there', () => {
    expect(goDump({}, HOST)).toBe('(v1.Host){IP:(string) Ports:([]v1.Port)<nil>}');
    expect(goDump({}, PORT)).toBe('(v1.Port){Name:(string) Port:(int32)0 App:(*string)<nil>}');
  });
});
