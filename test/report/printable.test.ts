import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableLines } from '../../src/report/printable.js';

describe('printable', () => {
  it.each([
    ['plain text, 日本 and ± stay', 'plain text, 日本 and ± stay'],
    ['\u001B[2J', '\\u001b[2J'],
    ['a\r\n\tb', 'a\\u000d\\u000a\\u0009b'],
    ['\u009B31m\u007F', '\\u009b31m\\u007f'],
    ['left\u202Eright', 'left\\u202eright'],
    ['', ''],
  ])('%j is shown as %j', (text, shown) => expect(printable(text)).toBe(shown));

  it('leaves nothing that moves the cursor, and the rest as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(printable(shown)).toBe(shown);
        expect(shown.replaceAll(/\\u[0-9a-f]{4}/g, '').length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('printableLines', () => {
  it('keeps the ends of lines alone', () => {
    expect(printableLines('one\ntwo\u0007\r\n')).toBe('one\ntwo\\u0007\\u000d\n');
  });
});
