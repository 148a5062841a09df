import type { CodeBlock } from '../answer.ts';
import { isProgramming, programOf } from './program.ts';

/** A comment or docstring that tells the reader something about the code; offsets into the block's code. */
export interface Explanation {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The comments and docstrings of a block that explain; paths, rulers, directives, headings and code put out of use do not. */
export function explanationsIn(block: CodeBlock): Explanation[] {
  return [...commentsOf(block), ...docstringsOf(block)].filter(({ text }) => explains(text));
}

const SQL_COMMENT = /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//g;
const HASH_COMMENT = /(?<=^|\s)#[^\n]*/g;

function commentsOf(block: CodeBlock): Explanation[] {
  if (isProgramming(block.language))
    return programOf(block).comments.map(({ text, start, end }) => ({ text, start, end }));
  const pattern = block.language === 'sql' ? SQL_COMMENT : HASH_COMMENT;
  return [...block.code.matchAll(pattern)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function docstringsOf(block: CodeBlock): Explanation[] {
  if (block.language !== 'python') return [];
  const { tokens } = programOf(block);
  const alone = tokens.filter(
    ({ kind, startsLine }, at) =>
      kind === 'string' &&
      startsLine &&
      (at === 0 || tokens[at - 1]?.text === ':') &&
      tokens[at + 1]?.startsLine !== false,
  );
  return alone.map(({ text, start, end }) => ({
    text: text.replace(/^\w*["']{1,3}|["']{1,3}$/g, ''),
    start,
    end,
  }));
}

const PATH = /^[\w@~./\\[\]-]*[/.][\w.-]+(?:\s*(?:\(.*\)|[-–—:].{0,30}))?$/u;
const DIRECTIVE =
  /^(?:type:|noqa|pylint|pyright|mypy|ruff|fmt:|isort|nosec|pragma|eslint|prettier|oxlint|@ts-|ts-|biome|istanbul|c8|v8|go:|nolint|\+build|!\/|-\*-|region|endregion|language=|vim:|region\b|sourceMapping|<reference)/i;
const CODE =
  /[;{}]\s*$|^\w[\w.]*\([^)]*\)\s*$|^(?:import|from|return|const|let|var|def|func|print)\b.*[()=;.]|^[\w.]+\s*=\s*\S+$|^@\w+/;
const FEWEST_WORDS = 3;
/** In characters; whether a comment explains shows in its first words. */
const LONGEST = 500;

function explains(comment: string): boolean {
  if (comment.startsWith('#!')) return false;
  const text = comment
    .slice(0, LONGEST)
    .replace(/^\s*(?:#+!?|\/\/+|--+|\/\*+|\*)/, '')
    .replace(/\*\/$/, '')
    .replace(/\n[ \t]*\*[ \t]?/g, ' ')
    .trim();
  if (PATH.test(text) || DIRECTIVE.test(text) || CODE.test(text)) return false;
  if (/^[.…\s]*$|^(?:\.{3}|…)/u.test(text) || /^[-=*#~_\s]{4,}|[-=*#~─]{6,}/.test(text)) return false;
  const dense =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const words = text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  return words >= FEWEST_WORDS || dense >= 2 * FEWEST_WORDS;
}
