import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/space/formatProblem.js';
import { readSpace } from '../../src/space/readSpace.js';
import type { Problem } from '../../src/types.js';

const problem: Problem = {
  place: { pointer: '/network/0/kernal', line: 2, column: 5 },
  message: '"kernal" is not an attribute of conv',
  hint: 'did you mean "kernel"?',
  severity: 'error',
};
const LINE = 'mobilenet.json:2:5: /network/0/kernal: "kernal" is not an attribute of conv; did you mean "kernel"?';

describe('formatProblem', () => {
  it('gives place, pointer, message and hint in one line', () => {
    expect(formatProblem(problem, 'mobilenet.json')).toBe(LINE);
    const { hint: _, ...bare } = problem;
    const warning: Problem = { ...bare, severity: 'warning', place: { ...problem.place, pointer: '' } };
    expect(formatProblem(warning, 'x')).toBe('x:2:5: warning: "kernal" is not an attribute of conv');
  });

  it('marks the column in the line of the file', () => {
    const text = '\uFEFF{\r\n\t{ "kernal": 3 }\r\n';
    expect(formatProblem(problem, 'mobilenet.json', text)).toBe(`${LINE}\n     { "kernal": 3 }\n        ^`);
    expect(formatProblem({ ...problem, place: { ...problem.place, line: 9 } }, 'x', text)).not.toContain('\n');
  });

  it('cuts names that are as long as a file', () => {
    const text = `{"name": "x", "input": {"channels": 1, "size": 1}, "network": "identity", "${'long'.repeat(10_000)}": 1}`;
    const [unknown] = readSpace(text, 'x').problems;
    expect(formatProblem(unknown as Problem, 'x').length).toBeLessThan(2500);
  });

  it('cuts a long line around the column', () => {
    const text = `{"name": "${'x'.repeat(500)}", "inptu": {}, "network": "identity", "description": "${'y'.repeat(500)}"}`;
    const [unknown] = readSpace(text, 'x').problems.filter((one) => one.message.includes('inptu'));
    const [, line = '', mark = ''] = formatProblem(unknown as Problem, 'x', text).split('\n');
    expect(line.length).toBe(104);
    expect(line.slice(mark.indexOf('^')).startsWith('"inptu"')).toBe(true);
  });
});
