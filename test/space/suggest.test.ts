import { describe, expect, it } from 'vitest';
import { nearestWord, suggest } from '../../src/space/suggest.js';

describe('suggest', () => {
  it('asks for the nearest word', () => {
    expect(suggest('kernal', ['stride', 'kernel', 'channels'])).toBe('did you mean "kernel"?');
    expect(suggest('zebra', ['stride', 'kernel'])).toBeUndefined();
  });

  it('counts swapped neighbours, case and one letter more or less as near', () => {
    expect(nearestWord('lniear', ['linear'])).toBe('linear');
    expect(nearestWord('Conv', ['conv'])).toBe('conv');
    expect(nearestWord('cov', ['conv'])).toBe('conv');
    expect(nearestWord('convv', ['conv'])).toBe('conv');
  });

  it('does not take any short word for another', () => {
    expect(nearestWord('a', ['b'])).toBeUndefined();
    expect(nearestWord('xyz', ['add', 'act'])).toBeUndefined();
    expect(nearestWord('', ['a'])).toBeUndefined();
  });

  it('prefers the nearer of two', () => expect(nearestWord('stag2', ['stage1', 'stage2'])).toBe('stage2'));
});
