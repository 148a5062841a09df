import type { CodeBlock, Question } from './answer.ts';
import { sentencesOf, type TextBlock } from './outline.ts';
import {
  asksFor,
  invitesAnswers,
  isFollowUpOffer,
  isOwnAnswer,
  isQuestionTitle,
  isRhetorical,
  speaksToUser,
} from './question-words.ts';
import { textAndBounds } from './sentences.ts';
import type { TextRun } from './text-runs.ts';

/** What stands around a sentence and tells whether its question is meant for the user. */
interface Surroundings {
  /** It stands in a list or table that a title or an opening sentence calls questions. */
  readonly invited: boolean;
  /** The turn holds implementation code, so a question is more likely a turn of phrase. */
  readonly hasCode: boolean;
  /** More of the turn's text follows after the block. */
  readonly goesOn: boolean;
}

/**
 * Questions and requests to the user outside code, quotes and headings, in the order of the text.
 * A question that the assistant answers itself ("Why a counter table? Because ...") is none.
 */
export function questionsOf(
  texts: readonly TextBlock[],
  blocks: readonly CodeBlock[],
  turn: number,
): Question[] {
  const found: Question[] = [];
  const hasCode = blocks.some((block) => block.role === 'implementation' && !block.quotesUser);
  const lastText = texts.findLastIndex((block) => !block.quoted);
  const lastBlock = blocks.at(-1)?.span.start ?? -1;
  const invitations = new Invitations();
  for (const [at, block] of texts.entries()) {
    const invited = invitations.of(block);
    if (block.quoted) continue;
    const { start } = block.run.bounds;
    const around = {
      invited,
      hasCode,
      goesOn: at < lastText - 1 || start < lastBlock,
    };
    for (const run of questionRuns(block, around)) {
      const { text, ...bounds } = textAndBounds(run);
      found.push({ text, span: { turn, ...bounds }, headings: block.headings });
    }
  }
  return found;
}

/** Follows titles and opening sentences down the text and tells which blocks they make questions. */
class Invitations {
  private isOpen = false;
  private title: TextBlock | undefined;
  private tableAsks = false;

  of(block: TextBlock): boolean {
    switch (block.kind) {
      case 'heading':
        this.title = block;
        // Bold lines group the questions that an opening sentence announced.
        if (!block.run.hasBold) this.isOpen = false;
        return false;
      case 'row':
        if (block.isHeader) this.tableAsks = this.underQuestionTitle(block) || asksInHeader(block);
        return this.tableAsks;
      case 'paragraph':
        if (block.list === undefined) this.isOpen = opensQuestions(block.run.text);
        return false;
      case 'item':
        return this.isOpen || this.underQuestionTitle(block);
    }
  }

  private underQuestionTitle(block: TextBlock): boolean {
    return (
      block.headings.some(isQuestionTitle) ||
      (this.title !== undefined && isQuestionTitle(this.title.run.text))
    );
  }
}

const asksInHeader = (header: TextBlock): boolean =>
  header.cells.some((cell) => isQuestionTitle(cell.text)) &&
  !header.cells.some((cell) => /^(?:answer|choice|decision|chosen|resolution|verdict)\b/i.test(cell.text));

function opensQuestions(text: string): boolean {
  const last =
    text
      .slice(-300)
      .split(/[.!?。！？]\s+/)
      .at(-1) ?? '';
  return (
    invitesAnswers(last) ||
    (/\b(?:know|understand|details|information|specifics)\b/i.test(last) && asksFor(last))
  );
}

function questionRuns(block: TextBlock, around: Surroundings): TextRun[] {
  if (block.kind === 'heading') return isAskingTitle(block, around) ? [block.run] : [];
  if (block.kind === 'row') {
    if (!around.invited || block.isHeader) return [];
    return block.cells.filter((cell) => endsWithQuestion(cell.text)).slice(0, 1);
  }
  const runs = sentencesOf(block);
  const found = runs.filter((run, at) => isQuestion(run.text, runs[at + 1]?.text, around));
  // "**Scale**: expected users and peak load" under "I need to know:" asks without a question mark.
  const asksByTopic = found.length === 0 && around.invited && block.listDepth === 1 && !around.hasCode;
  if (asksByTopic && runs[0] !== undefined && isTopic(block.run.text)) return [runs[0]];
  return found;
}

/** A bold line is a heading by its look; it asks if it speaks to the user and nothing but a question. */
const isAskingTitle = ({ run, headings }: TextBlock, { hasCode }: Surroundings): boolean =>
  !hasCode &&
  endsWithQuestion(run.text) &&
  speaksToUser(run.text) &&
  !isRhetorical(run.text) &&
  !headings.some((title) => /faq/i.test(title));

const isTopic = (text: string): boolean => text.length > 3 && !/^(?:no|none|nothing)\b/i.test(text);

function isQuestion(text: string, next: string | undefined, around: Surroundings): boolean {
  if (!endsWithQuestion(text)) return asksFor(text) && !isFollowUpOffer(text);
  if (isQuotedQuestion(text)) return false;
  if (around.invited) return true;
  if (isRhetorical(text) || (next !== undefined && isOwnAnswer(next))) return false;
  // Between code and explanations a question that names no one is mostly a turn of phrase.
  return speaksToUser(text) || !around.hasCode || !around.goesOn;
}

/** True for a question mark of any script at the end, behind closing marks or a short aside. */
export function endsWithQuestion(text: string): boolean {
  return /[?？؟⁇՞፧]["'”’»)\]*_`:]*\s*(?:\([^()]{0,200}\)[.]?)?$/.test(text.slice(-260).trimEnd());
}

/** `users ask "why is it slow?"` tells of a question and asks none. */
function isQuotedQuestion(text: string): boolean {
  const tail = text.trimEnd();
  return /[?？؟]["”»’]\)?$/.test(tail) && /\S\s+["“«‘][^"“”«»]*[?？؟]["”»’]\)?$/.test(tail.slice(-300));
}
