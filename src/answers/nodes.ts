import type { Nodes, Parent } from 'mdast';

/** A node with the offsets that `fromMarkdown` always sets. */
export function offsets(node: Nodes): { start: number; end: number } {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}

/** True for the nodes that hold other nodes. */
export function isParent(node: Nodes): node is Nodes & Parent {
  return 'children' in node;
}
