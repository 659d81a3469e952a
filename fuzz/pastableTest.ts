import { targetName } from './loadTarget.js';
import type { FailingCase } from './findCase.js';

/** A test that fails as the case does: to be put into a file under test/, beside those of what is to be mended. */
export function pastableTest(file: string, { input, fault }: FailingCase): string {
  const name = targetName(file);
  const [first = ''] = fault.split('\n');
  return [
    `import { ${name} } from '../../fuzz/targets/${name}.js';`,
    '',
    `test(${JSON.stringify(`${name}: ${first.slice(0, 100)}`)}, async () => {`,
    `  await ${name}.run(${literal(input)});`,
    '});',
  ].join('\n');
}

/** Long runs of one thing are written as such. */
function literal(text: string): string {
  const pieces: string[] = [];
  let rest = 0;
  for (const { index, 0: run, 1: unit = '' } of text.matchAll(/(.{1,40}?)\1{20,}/gsu)) {
    pieces.push(JSON.stringify(text.slice(rest, index)), `${JSON.stringify(unit)}.repeat(${run.length / unit.length})`);
    rest = index + run.length;
  }
  pieces.push(JSON.stringify(text.slice(rest)));
  return pieces.filter((piece) => piece !== '""' || pieces.length === 1).join(' + ') || '""';
}
