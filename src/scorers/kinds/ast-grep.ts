import type { CodeBlock, Turn } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import { isTooDeep } from '../../answers/nesting.ts';
import { messageOf, UserError } from '../../input/user-error.ts';
import type { KindOf } from '../../promises/scorer-kinds.ts';
import type { Evidence, Scorer } from '../scorer.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { evidenceAt, notApplicable } from '../shared/verdicts.ts';
import { onceFound, verdictOnFinding } from './finding.ts';
import { nodeBounds, type ParsedLanguage, syntaxTree } from './syntax-tree.ts';

const MOST_EVIDENCE = 10;

/** Per language that a definition can name: which blocks it is about. */
const IS_BLOCK: Readonly<Record<ParsedLanguage, (block: CodeBlock) => boolean>> = {
  python: ({ language }) => language === 'python',
  go: ({ language }) => language === 'go',
  typescript: ({ language }) => language === 'typescript',
  tsx: ({ language, tag }) => language === 'typescript' && isTsx(tag),
  javascript: ({ language }) => language === 'javascript',
};

const isTsx = (tag: string): boolean => /tsx/i.test(tag);

/**
 * Looks for syntax that an ast-grep rule matches, in each code block of its language.
 * @throws {UserError} if the language has no parser here, or the rule is not one.
 */
export function astGrepScorer(id: string, { language, rule, means }: KindOf<'ast-grep'>): Scorer {
  if (!isParsed(language)) {
    throw new UserError(
      `ast-grep has no language "${language}" here; known are ${Object.keys(IS_BLOCK).join(', ')}`,
    );
  }
  requireRule(language, rule);
  return {
    id,
    version: 1,
    ...onceFound(means),
    score({ turns }) {
      const blocks = turns.flatMap((turn) => blocksIn(turn, language));
      if (blocks.length === 0) return notApplicable(`The answer shows no ${language} code.`);
      const readable = blocks.filter((block) => !isTooDeep(block.code));
      const found: Evidence[] = [];
      for (const block of readable) {
        found.push(...matches(block, language, rule, MOST_EVIDENCE - found.length));
        if (found.length === MOST_EVIDENCE) break;
      }
      if (found.length === 0 && readable.length < blocks.length)
        throw new Error('code is nested too deeply to be parsed');
      return verdictOnFinding(found, means, `Nothing in the ${language} code matches the rule.`);
    },
  };
}

function isParsed(language: string): language is ParsedLanguage {
  return Object.hasOwn(IS_BLOCK, language);
}

function requireRule(language: ParsedLanguage, rule: Rule): void {
  try {
    syntaxTree(language, '').find({ rule });
  } catch (error) {
    throw new UserError(`ast-grep cannot use this rule: ${messageOf(error).replace(/\s*\n[\s|>-]*/g, ' ')}`, {
      cause: error,
    });
  }
}

type Rule = KindOf<'ast-grep'>['rule'];

function blocksIn(turn: Turn, language: ParsedLanguage): CodeBlock[] {
  return offeredBlocks(turn).filter(IS_BLOCK[language]);
}

function matches(block: CodeBlock, language: ParsedLanguage, rule: Rule, most: number): Evidence[] {
  const dialect = language === 'typescript' && isTsx(block.tag) ? 'tsx' : language;
  const nodes = syntaxTree(dialect, block.code).findAll({ rule }).slice(0, most);
  return nodes.map((node) => {
    const { start, end } = nodeBounds(node);
    return evidenceAt(
      spanInBlock(block, start, end),
      `This ${String(node.kind()).replaceAll('_', ' ')} matches the rule.`,
    );
  });
}
