import type { Expression, FunctionDeclaration } from '../types.js';

/** Marks a name of a function's body that means the space's own value, whatever the caller calls so. */
export const GLOBAL = '@';

/**
 * The expression with every call of a declared function replaced by its body. The tracer then sees by name all that a
 * call depends on.
 *
 * @throws RangeError when the result would pass `limit` nodes
 */
export function inlineFunctions(
  tree: Expression,
  functions: ReadonlyMap<string, FunctionDeclaration>,
  limit = 20_000,
): Expression {
  let nodes = 0;
  return inline(tree, undefined);

  function inline(node: Expression, parameters: ReadonlyMap<string, Expression> | undefined): Expression {
    if (++nodes > limit) throw new RangeError(`the functions it calls expand to more than ${limit} operations`);
    const each = (child: Expression) => inline(child, parameters);
    switch (node.kind) {
      case 'literal':
        return node;
      case 'name': {
        if (!parameters) return node;
        return parameters.get(node.name) ?? { kind: 'name', name: GLOBAL + node.name };
      }
      case 'unary':
        return { ...node, operand: each(node.operand) };
      case 'binary':
        return { ...node, left: each(node.left), right: each(node.right) };
      case 'conditional':
        return { ...node, test: each(node.test), then: each(node.then), otherwise: each(node.otherwise) };
      case 'list':
        return { ...node, items: node.items.map(each) };
      case 'index':
        return { ...node, list: each(node.list), index: each(node.index) };
      case 'call':
        return inlineCall(node.callee, node.arguments.map(each));
    }
  }

  function inlineCall(callee: string, args: readonly Expression[]): Expression {
    const declared = functions.get(callee);
    if (!declared || declared.body.kind !== 'expression') return { kind: 'call', callee, arguments: args };
    const parameters = new Map(declared.parameters.map((name, i) => [name, args[i] ?? NOTHING]));
    return inline(declared.body.tree, parameters);
  }
}

const NOTHING: Expression = { kind: 'literal', value: null };
