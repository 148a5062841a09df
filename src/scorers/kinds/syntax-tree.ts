import goLanguage from '@ast-grep/lang-go';
import pythonLanguage from '@ast-grep/lang-python';
import { parse, registerDynamicLanguage, type SgNode } from '@ast-grep/napi';

/** Languages whose code is read by a real parser. */
export type ParsedLanguage = 'python' | 'go' | 'typescript' | 'tsx' | 'javascript';

/** A node of a syntax tree; `range()` gives UTF-16 offsets in `index`. */
export type SyntaxNode = SgNode;

const AST_GREP_NAMES: Readonly<Record<ParsedLanguage, string>> = {
  python: 'python',
  go: 'go',
  typescript: 'TypeScript',
  tsx: 'Tsx',
  javascript: 'Tsx',
};

let isRegistered = false;

/** Parses code into a tree; wrong code gives a tree with nodes of kind `ERROR`. */
export function syntaxTree(language: ParsedLanguage, code: string): SyntaxNode {
  if (!isRegistered) {
    registerDynamicLanguage({ python: pythonLanguage, go: goLanguage });
    isRegistered = true;
  }
  return parse(AST_GREP_NAMES[language], code).root();
}

/** UTF-16 offsets of a node. */
export function nodeBounds(node: SyntaxNode): { start: number; end: number } {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}
