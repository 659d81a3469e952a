import type { Expression } from '../types.js';

/** Calls `visit` for every node, parents before children, in the order of the text. */
export function visitExpression(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const child of childrenOf(node)) visitExpression(child, visit);
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.test, node.then, node.otherwise];
    case 'call':
      return node.arguments;
    case 'list':
      return node.items;
    case 'index':
      return [node.list, node.index];
  }
}
