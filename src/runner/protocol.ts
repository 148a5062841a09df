import type { Task } from '../datasets/task.ts';
import type { Prose, Turn } from '../answers/answer.ts';
import { askingOf, askingOfText } from '../answers/clarifying.ts';
import { isFollowUpOffer } from '../answers/question-words.ts';

/** Raised whenever the same answers could lead to another conversation: part of every trial key. */
export const PROTOCOL_VERSION = 1;

const NO_ANSWERS = 'I have nothing to add to that. Please decide for yourself and go ahead.';
const GO_AHEAD = 'Looks good, please implement it.';

/** What the user says after assistant turn `turn` (1-based), if the assistant waits for the user. */
export function userReply(task: Task, turn: number): string {
  if (turn > 1) return GO_AHEAD;
  return task.answers.trim() === '' ? NO_ANSWERS : task.answers;
}

/** Whether the assistant waits for the user before it does the work, and why that is believed. */
export interface Waiting {
  readonly waits: boolean;
  readonly why: string;
}

const WORK =
  '(?:start|begin|write|writing|implement|build|code|coding|proceed|continue|commit|draft|deliver|produce|put|turn|give|provide|go (?:on|ahead|further))';

/** The assistant says that the work begins only when the user has spoken. */
const HOLDS_BACK: readonly RegExp[] = [
  new RegExp(String.raw`\bbefore I\b.{0,40}\b${WORK}`, 'i'),
  new RegExp(String.raw`\b(?:and|then|so) I(?:['’]ll| will| can)\b.{0,60}\b${WORK}`, 'i'),
  /\b(?:once|when|after|as soon as|with) (?:you|I have|I know|I get|we(?:['’]ve| have)?|that['’]s|those|these|this is|your)\b.{0,60}\b(?:answer|confirm|approv|agree|repl(?:y|ied)|settled|clear|decided?|chosen|happy|respon|input|feedback|details|go[- ]ahead|let me know)\w*/i,
  /\b(?:waiting for|wait for|await(?:ing)?|need|pending|on|with) your (?:answers?|go\b|go-ahead|repl(?:y|ies)|confirmation|approval|input|ok\b|okay|decisions?|sign-off|feedback|green light)/i,
  /\b(?:say (?:the word|go\b|yes|so)|(?:reply|answer|respond) (?:with )?["“'`]?(?:go|ok|okay|yes|approved)\b|give me (?:a|the|your) (?:go|green light|nod|ok))/i,
  /\b(?:please )?(?:confirm|approve)\b.{0,100}\b(?:this|that|these|those|the|and|so|if|or|before)\b/i,
  /\b(?:let me know|tell me)\b.{0,60}\b(?:if (?:this|that|it|the|you(?:['’]re| are)|you agree|you approve|you(?:['’]d| would)? (?:like|want) me to)|whether|when (?:you|to|I)|which|what|how|about|your)\b/i,
  /\b(?:no|not|haven['’]t|won['’]t|holding off|hold off)\b.{0,40}\b(?:code|implement\w*|build)\b.{0,20}\b(?:yet|until|so far)\b/i,
  /\b(?:sobald|wenn) (?:sie|du)\b.{0,80}\b(?:bestätig|antwort|freigeb|zustimm)|\b(?:dès que|une fois que) vous\b|\b(?:cuando|en cuanto|una vez que) (?:me )?(?:confirme|responda|apruebe)|\b(?:quando|assim que|appena) (?:você |mi |lei )?(?:confirm|respond|approv)|после (?:вашего|подтверждения|ответа)|(?:确认|回复|回答)后|ご確認(?:後|いただ)/iu,
];

/** More lines of implementation than this are the work itself, whatever the closing sentence offers. */
const SKETCH_LINES = 25;
/** Up to this many lines, such as a schema that belongs to a plan, an outright request for a go still counts. */
const PLAN_LINES = 60;
/** So few lines beside a list of questions are an example. */
const EXAMPLE_LINES = 12;

/**
 * Reads off one assistant turn whether it has left the work undone and waits for the user: it asks questions, or
 * presents a plan and waits for a go. A turn that holds the work never waits, even if it ends with an offer.
 */
export function waitsForUser(turn: Turn): Waiting {
  const implemented = turn.blocks
    .filter((block) => block.role === 'implementation' && !block.quotesUser)
    .reduce((lines, block) => lines + block.code.split('\n').length, 0);
  const works = {
    waits: false,
    why: `holds ${implemented} lines of implementation and does not wait for a go`,
  };
  // Whatever it says beside them, which is not even read.
  if (implemented > PLAN_LINES) return works;
  const question = turn.questions.find((asked) => askingOf(asked, turn) === 'clarifying');
  if (implemented === 0) {
    const asked = question ?? turn.questions.find((one) => askingOf(one, turn) === 'go');
    if (asked) return { waits: true, why: `no implementation, and asks: “${shorten(asked.text)}”` };
    const held = lastWords(turn).find(holdsBack);
    return held === undefined
      ? { waits: false, why: 'asks nothing and does not wait for a go' }
      : { waits: true, why: `no implementation, and holds back: “${shorten(held.text)}”` };
  }
  const held = lastWords(turn).find(
    (prose) => (implemented <= SKETCH_LINES && holdsBack(prose)) || asksForGo(prose),
  );
  if (held !== undefined) {
    return { waits: true, why: `shows a sketch only and holds back: “${shorten(held.text)}”` };
  }
  const questions = turn.questions.filter((asked) => askingOf(asked, turn) === 'clarifying').length;
  if (question && implemented <= EXAMPLE_LINES && questions >= 3) {
    return {
      waits: true,
      why: `shows an example only and asks ${questions} questions: “${shorten(question.text)}”`,
    };
  }
  return works;
}

function holdsBack({ text }: Prose): boolean {
  const words = text.slice(0, 1000);
  return !isOffer(words) && HOLDS_BACK.some((cue) => cue.test(words));
}

/** Offers of help or of more work, which leave nothing undone. */
const isOffer = (text: string): boolean =>
  isFollowUpOffer(text) ||
  /\b(?:let me know|tell me|say so|shout|ping me) (?:if|when|should|in case)\b.{0,80}\b(?:need|question|help|stuck|else|more|also|too|as well|further|unclear|wrong|differs?|different|fails?|breaks?|problem|issue)\w*/i.test(
    text,
  ) ||
  /\b(?:I|we) can (?:also |then |next )?(?:add|extend|provide|show|walk|help|expand)\b/i.test(text);

/** "Shall I implement it?" of the work itself; of tests, docs or other extras it is an offer. */
function asksForGo({ text }: Prose): boolean {
  return (
    /[?？]\W*$/.test(text) &&
    !/\b(?:tests?|docs|documentation|docker\w*|terraform|ci\b|pipeline|helm|monitoring|dashboards?|readme|benchmarks?|front-?end|client|migration script)\b/i.test(
      text,
    ) &&
    askingOfText(text) === 'go' &&
    /\b(?:implement|build|code|write|proceed|go ahead|continue|start|begin|go on)\b/i.test(text)
  );
}

/** The prose with which a turn ends: where an assistant that waits says so. */
function lastWords(turn: Turn): readonly Prose[] {
  return turn.prose.filter((prose) => prose.kind !== 'heading' && !prose.quoted).slice(-4);
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}
