import type { Answer, CodeBlock, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { isTooDeep } from './nesting.ts';
import { readPython } from './python-blocks.ts';
import { syntaxTree, type ParsedLanguage, type SyntaxNode } from './syntax-tree.ts';

/** A block of application code with its syntax tree. */
export interface Program {
  readonly block: CodeBlock;
  readonly language: ParsedLanguage;
  /** The code that the tree was made of; for Python after the repairs of `readPython`. */
  readonly code: string;
  readonly place: (start: number, end: number) => Span;
  readonly root: SyntaxNode;
}

const KNOWN = new WeakMap<Answer, readonly Program[]>();

/** The Python, TypeScript, JavaScript and Go of an answer, block by block; not the user's own, not what no parser can take. */
export function programsOf(answer: Answer): readonly Program[] {
  let programs = KNOWN.get(answer);
  if (programs === undefined) {
    programs = answer.turns.flatMap((turn) => turn.blocks.flatMap(programOf));
    KNOWN.set(answer, programs);
  }
  return programs;
}

function programOf(block: CodeBlock): Program[] {
  const language = parsedLanguage(block);
  if (language === undefined || block.quotesUser || isTooDeep(block.code)) return [];
  if (language === 'python') {
    const { code, place, reading } = readPython(block);
    if (reading !== 'left-out') return [{ block, language, code, place, root: syntaxTree(language, code) }];
  }
  const place = (start: number, end: number): Span => spanInBlock(block, start, end);
  return [{ block, language, code: block.code, place, root: syntaxTree(language, block.code) }];
}

function parsedLanguage({ language, tag }: CodeBlock): ParsedLanguage | undefined {
  if (language === 'python' || language === 'go') return language;
  if (language === 'typescript') return /^tsx\b/i.test(tag) ? 'tsx' : 'typescript';
  return language === 'javascript' ? 'javascript' : undefined;
}
