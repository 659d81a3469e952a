import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteBuilder } from '../../../src/report/blocks/byteBuilder.js';

const anyPiece = fc.oneof(
  fc.record({ kind: fc.constant('text'), text: fc.string({ unit: 'binary', maxLength: 200 }) }),
  fc.record({ kind: fc.constant('digits'), text: fc.bigInt({ min: 0n }).map(String) }),
  fc.record({ kind: fc.constant('integer'), text: fc.maxSafeNat().map(String) }),
  fc.record({ kind: fc.constant('bytes'), text: fc.string({ unit: 'binary', maxLength: 200 }) }),
);

test('pieces of all kinds follow each other, however many', () => {
  fc.assert(
    fc.property(fc.array(anyPiece), fc.nat({ max: 40_000 }), (pieces, before) => {
      const out = new ByteBuilder();
      out.appendText('of a block before');
      out.clear();
      const text = 'é'.repeat(before);
      out.append(Buffer.from(text));
      for (const piece of pieces) append(out, piece);
      expect(Buffer.from(out.finish()).toString()).toBe(text + pieces.map((piece) => piece.text).join(''));
    }),
  );
});

test.each([0, 9, 10, 99, 999_999_999, 1e9, 1_000_000_001, 1e18 / 1e3, Number.MAX_SAFE_INTEGER])(
  '%i in decimal',
  (value) => {
    const out = new ByteBuilder();
    out.appendInteger(value);
    expect(Buffer.from(out.finish()).toString()).toBe(String(value));
  },
);

function append(out: ByteBuilder, { kind, text }: { kind: string; text: string }): void {
  if (kind === 'text') out.appendText(text);
  else if (kind === 'digits') out.appendDigits(text);
  else if (kind === 'integer') out.appendInteger(Number(text));
  else out.append(Buffer.from(text));
}
