import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { implementationOf } from '../answers/implementation.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { isPutOff } from '../answers/mentions.ts';
import { isUnder, statementsOf, type Statement } from '../answers/statements.ts';
import { allMatches, firstMatch, matches } from '../answers/prefilter/match.ts';
import { isProgramming, programOf, withBlankComments } from '../answers/tokens/program.ts';
import type { Token } from '../answers/tokens/tokens.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the code is all there. Broken by a gap in it: a comment that stands for code left out, a TODO, a body that is
 * only an ellipsis or raises "not implemented", a test that is a stub, a block that is an extract, an operation of a service or
 * a part of the plan that is in no code, or a sentence that says what is not written out, or that a part of the task is not
 * there. What the user has already may be left out by name ("existing routes stay"), so may what the task did not ask for, and
 * the bodies of protocols, abstract methods and overloads are no gaps. Names that are defined nowhere are the matter of
 * `imports-complete`. Not applicable without implementation code.
 */
export const completeCode: Scorer = {
  id: 'complete-code',
  version: 2,
  score(answer) {
    const blocks = ownBlocks(answer);
    const [first] = blocks;
    if (first === undefined) return notApplicable('The answer holds no implementation code.');
    const gaps = [
      ...blocks.flatMap(gapsIn),
      ...saidToBeMissing(answer),
      ...missingOfTheTask(answer),
      ...stubsOfTests(answer),
      ...missingOperations(answer, blocks),
      ...missingParts(answer),
    ];
    const [gap] = gaps;
    if (gap === undefined)
      return kept('The code has no gaps.', [evidenceAt(first.span, 'code without placeholders')]);
    return broken(`The code has a gap: ${gap.why}.`, gaps);
  },
};

/** "Not written out here: creating conversations", "the other handlers are left out": what was asked for, and is not there. */
const NOT_WRITTEN =
  /^\W*(?:not (?:yet )?(?:written|spelled|coded|implemented|shown)(?: out)?(?: here| above| yet)?|still missing|missing (?:here|so far|yet)|(?:left|omitted) (?:out )?(?:here )?for (?:brevity|space|length))\b[^.:]{0,40}:|\b(?:code|handlers?|endpoints?|routes?|methods?|resolvers?|functions?|classes|class|imports|bodies|body|implementations?|the rest|the others?)\b[^.;,]{0,40}\b(?:is|are|was|were|have been|has been|I (?:have )?)\s?(?:omitted|left out|not (?:shown|written out|spelled out|included here)|abridged|shortened|elided)\b(?! of| by| from)|\b(?:omitted|left out|abridged|shortened) for (?:brevity|space|length|clarity)\b/i;

const saidToBeMissing = (answer: Answer): Evidence[] =>
  statementsOf(answer)
    .filter(({ text }) => matches(NOT_WRITTEN, text))
    .map(({ span }) => evidenceAt(span, 'says what is not written'));

const NOT_THERE =
  /\b(?:is|are) not (?:yet )?(?:included|covered|implemented|written|supported|handled|in (?:here|this (?:version|answer))|part of)\b|^\W*not (?:yet )?(?:included|covered|implemented|supported|handled|in (?:here|this (?:version|answer)))\b[^.:]{0,20}:/i;
const NOT_THERE_TITLE =
  /^\W*(?:not (?:yet )?(?:included|covered|done|implemented|here|part of)|left out|(?:still |what is )?missing|gaps|nicht enthalten|no incluido|pas inclus|não incluído)\b/i;
/** What a clause says is not there: "no sync to Salesforce", "exports are not included". */
const DENIED =
  /\b(?:no|without)\s+([^,.;:()]{3,80})|^\W*([^,.;:()]{3,80}?)\s+(?:is|are) not\b|[:,]\s*([^,.;:()]{3,60})/gi;
const WORD = /[\p{L}][\p{L}\d-]{5,}/gu;

/** What the task names and the answer says is not there; what it leaves out beside the task is a note on its scope. */
function missingOfTheTask(answer: Answer): Evidence[] {
  const asked = new Set([...allMatches(WORD, answer.user.join('\n'))].map(([word]) => word.toLowerCase()));
  return statementsOf(answer)
    .filter((statement) => {
      if (!isUnder(statement, NOT_THERE_TITLE) && !matches(NOT_THERE, statement.text)) return false;
      const denied = [...allMatches(DENIED, statement.text)]
        .map((match) => match.slice(1).join(' '))
        .join(' ');
      return [...allMatches(WORD, denied)].some(([word]) => asked.has(word.toLowerCase()));
    })
    .map(({ span }) => evidenceAt(span, 'says that a part of the task is not there'));
}

const STUB_OF_TEST = /\b(?:it|test|describe)\.todo\(/;

const stubsOfTests = (answer: Answer): Evidence[] =>
  codePlaces(answer, STUB_OF_TEST, ['implementation', 'test']).map(({ span }) =>
    evidenceAt(span, 'a test that is not written'),
  );

const INTERFACE = /\bservice\s+\w+\s*\{([^}]*)\}|\btype\s+(?:Query|Mutation|Subscription)\s*\{([^}]*)\}/g;
const OPERATION = /\brpc\s+(\w+)|^[ \t]*(\w+)\s*[(:]/gm;
const named = (code: string): string => code.replaceAll('_', '').toLowerCase();

/** Operations of a service or a GraphQL schema that no code names, where code is offered for it. */
function missingOperations(answer: Answer, blocks: readonly CodeBlock[]): Evidence[] {
  const isContract = ({ language }: CodeBlock): boolean => /^(?:graphql|gql|proto\w*)$/.test(language);
  const contracts = answer.turns
    .flatMap((turn) => turn.blocks)
    .filter((block) => isContract(block) && !block.quotesUser);
  if (contracts.length === 0) return [];
  const code = named(
    blocks
      .filter((block) => !isContract(block))
      .map((block) => block.code)
      .join('\n'),
  );
  if (code === '') return [];
  return contracts.flatMap((block) =>
    [...allMatches(INTERFACE, block.code)].flatMap((match) => {
      const [, service, type = ''] = match;
      const body = (service ?? type).replace(/"[^"\n]*"|(?<=\w)\([^)]*\)/g, ' ');
      const names = [...allMatches(OPERATION, body)].map((found) => found[1] ?? found[2] ?? '');
      const missing = names.filter((name) => !code.includes(named(name)));
      // A contract alone, of which the code is not asked for.
      if (service !== undefined && missing.length === names.length) return [];
      return missing.map((name) =>
        evidenceAt(
          spanInBlock(block, match.index, match.index + match[0].length),
          `the operation ${name} is in no code`,
        ),
      );
    }),
  );
}

/** What runs beside the requests. */
const PART =
  /^\W*(?:an?|the|one) (?:[\w-]+ ){0,2}?(sweep|reconcil|schedul|dispatch|consum|clean|relay|poll|publish|notifi|janitor|reap|collect|watch|purg|archiv)(?:er|or|ler)?\b/i;
const PLAN =
  /^\W*(?:\d+[.)]?\s*)?(?:plan|outline|components?|parts?|pieces|architecture|overview|steps|structure)\b/i;

/** Parts that a plan announces and that stand in no code. */
function missingParts(answer: Answer): Evidence[] {
  const all = answer.turns
    .flatMap((turn) => turn.blocks)
    .filter(({ quotesUser, role }) => !quotesUser && role !== 'diagram')
    .map(({ code }) => code.toLowerCase())
    .join('\n');
  let intro: Statement | undefined;
  return statementsOf(answer).flatMap((statement): Evidence[] => {
    const { text, span, block, turn } = statement;
    if (block.kind !== 'item') intro = statement;
    if (block.kind !== 'item' || span.start !== block.span.start) return [];
    const stem = firstMatch(PART, text)?.[1]?.toLowerCase();
    if (stem === undefined || all.includes(stem) || isPutOff(text)) return [];
    const isPlanned = isUnder(statement, PLAN) || (intro?.turn === turn && PLAN.test(intro.text));
    return isPlanned ? [evidenceAt(span, 'a part that is announced and in no code')] : [];
  });
}

const ownBlocks = (answer: Answer): CodeBlock[] =>
  answer.turns.flatMap((turn) => implementationOf(turn).filter((block) => !isAntiExample(block, turn)));

function gapsIn(block: CodeBlock): Evidence[] {
  const found = commentsOf(block).flatMap(({ text, start, end }): Evidence[] => {
    const why = gapInComment(text);
    return why === undefined ? [] : [evidenceAt(spanInBlock(block, start, end), why)];
  });
  if (!isProgramming(block.language)) return found;
  const program = programOf(block);
  const code = withBlankComments(program);
  const strings = program.tokens.filter(({ kind }) => kind === 'string');
  for (const match of allMatches(EMPTY_BODY, code)) {
    const end = match.index + match[0].length;
    if (isDeclaration(code, match.index, block.language) || isInside(strings, match.index)) continue;
    found.push(evidenceAt(spanInBlock(block, match.index, end), 'a body that is not written'));
  }
  return found.sort((a, b) => a.start - b.start);
}

/** True if an offset lies inside one of the tokens, which stand in the order of the text; by binary search. */
function isInside(tokens: readonly Token[], offset: number): boolean {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return (tokens[low]?.start ?? Infinity) < offset;
}

const MARK = /^\s*(?:#+|\/\/+|--+|\/\*+|\*|<!--|\{\/\*)\s*|\s*(?:\*\/\}?|-->)\s*$/g;
const LINE_COMMENT = /^[ \t]*(?:#|--|\/\/)[^\n]*|\/\*[^]{0,2000}?\*\//gm;

function commentsOf(block: CodeBlock): { text: string; start: number; end: number }[] {
  if (isProgramming(block.language)) return [...programOf(block).comments];
  return [...block.code.matchAll(LINE_COMMENT)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The user has it, or it stands elsewhere in the answer. */
const HAD =
  /\b(?:existing|unchanged|as before|already|current(?:ly)?|your (?:own|other|existing)|same as (?:above|before)|see above|shown above|from above|as above|stays?|untouched)\b/i;
const ELISION = /^(?:\.{3}|…)|(?:\.{3}|…)$/u;
const LEFT_OUT =
  /\b(?:rest of (?:the |your )?(?:code|implementation|function|handler|logic|fields|class|methods?|routes|endpoints|file)\b|(?:other|more|remaining|additional|further) (?:fields|methods|routes|endpoints|columns|handlers|cases|code|logic|tests|properties)(?: go)?(?: here| follow|$)|(?:your|business|actual|real|custom|application) (?:\w+ )?(?:code|logic|implementation) (?:goes )?here\b|(?:add|insert|put|place|write) (?:your|the rest|more|the (?:actual|real)) [\w ]{0,30}here\b|implementation (?:goes here|omitted|left out|here)\b|(?:omitted|left out|shortened|elided|skipped) for (?:brevity|clarity|space)|(?:code|details|logic|handling|imports|boilerplate|implementation) (?:is |are )?(?:omitted|left out)|left as an exercise|placeholder(?: implementation| for| until|$)|stub(?:bed)?(?: implementation| for now|$)|not (?:yet )?implemented|implement (?:me|this|it|here|later|actual|the actual|real|your)\b|similarly for|same for (?:the )?other)/i;
/** `router.py (extract)`: the block is a part of something. */
const EXTRACT =
  /\((?:an? )?(?:extracts?|excerpts?|abridged|shortened|fragment|partial|parts? of it)\)|^(?:excerpt|extract) (?:of|from)\b/i;
const TO_DO = /^(?:TODO|FIXME|XXX|TBD|HACK)\b/;

function gapInComment(comment: string): string | undefined {
  const text = comment.replace(MARK, '').trim();
  if (TO_DO.test(text)) return 'a note of what is still to be done';
  if (EXTRACT.test(text)) return 'an extract';
  if (HAD.test(text)) return undefined;
  if (/^(?:\.{3}|…)\W*$/u.test(text)) return 'an ellipsis in place of code';
  if (LEFT_OUT.test(text)) return 'a comment in place of code';
  return ELISION.test(text) && /^(?:\.{3}|…)/u.test(text) ? 'an ellipsis in place of code' : undefined;
}

const EMPTY_BODY =
  /\braise NotImplementedError\b|\bthrow new (?:NotImplemented\w*|UnsupportedOperation)?(?:Error|Exception)\(\s*["'`](?:not (?:yet )?implemented|todo|implement me)[^)\n]{0,80}\)|\bpanic\(\s*"(?:not (?:yet )?implemented|todo|implement me)[^)\n]{0,80}\)|\b(?:todo|unimplemented)!\(|^[ \t]*\.{3}[ \t]*$|:[ \t]*\.{3}[ \t]*$|\{\s*(?:\.{3}|…)\s*\}/gim;
const OPEN_CLASS = /\b(?:Protocol|ABC|ABCMeta|Interface)\b/;
const FAR = 1500;

/** True in a protocol, an abstract method, an overload, or a class whose body is meant to be empty. */
function isDeclaration(code: string, at: number, language: string): boolean {
  if (language !== 'python') return false;
  const before = code.slice(Math.max(0, at - FAR), at);
  const lines = before.split('\n');
  const header = lines.slice(-12).join('\n');
  const own = header.slice(header.lastIndexOf('\n\n') + 1);
  if (/@(?:\w+\.)?(?:abstractmethod|overload)\b/.test(own)) return true;
  const owner = before.lastIndexOf('class ');
  const head = owner === -1 ? '' : (before.slice(owner).split('\n', 1)[0] ?? '');
  const isOwnLine = /^\s*(?:raise\b|\.{3})/.test(code.slice(at, at + 40));
  // An exception or marker class may be empty: `class NotFound(Exception): ...`.
  if (head !== '' && before.slice(owner).trim() === head.trim() && isOwnLine) return true;
  return OPEN_CLASS.test(head) || /^\s*class [^\n]*$/.test(lines.at(-1) ?? '');
}
