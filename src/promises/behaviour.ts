import { isImperative, leadingVerb } from './verbs.ts';

/** Where a statement stands, as far as that tells whether it states behaviour. */
export interface Setting {
  /** Headings, lead-ins and labels above it, outermost first; the title of the whole prompt is the first. */
  readonly headings: readonly string[];
  /** True in the first paragraph of the prompt, which tells who the agent is. */
  readonly isOpening: boolean;
  readonly isHeading: boolean;
}

/**
 * True if a statement commits the agent to doing something: instructions, rules, check lists, parts of the output. Who
 * the agent is, what it knows, when to call it and sample dialogues commit to nothing.
 */
export function statesBehaviour(text: string, { headings, isOpening, isHeading }: Setting): boolean {
  if (headings.some((heading) => SAMPLES.test(heading)) || DIALOGUE.test(text)) return false;
  if (OTHERS.test(text) || TEAMS.test(text) || ANNOUNCES.test(text)) return false;
  const commits = COMMITS.test(text) || actsAsYou(text);
  if (isHeading) return (commits || instructs(text)) && !BACKGROUND_TITLE.test(text);
  if (ABOUT_AGENT.test(text)) return commits && !KNOWS.test(text);
  if (KNOWS.test(text) || INVENTORY.test(text) || SURROUNDINGS.test(text)) return COMMITS.test(text);
  if (headings.some((heading) => SKILLS.test(heading) && !DUTIES.test(heading))) return commits;
  if (isOpening || INTRODUCTION.test(headings.at(-1) ?? '')) return commits || instructs(text);
  return true;
}

/** True if the headings say that what follows is what the agent hands over. */
export function isOutput(headings: readonly string[]): boolean {
  return headings.some((heading) => OUTPUT.test(heading));
}

const OUTPUT =
  /\b(?:outputs?|deliverables?|(?:response|answer|reply|report) (?:format|structure|template|layout)|format of (?:the|your) (?:answer|response|output)|hand over|(?:answers?|responses?|repl(?:y|ies)|implementations?|solutions?|results?) (?:must |should |always |will |has to |have to )*(?:contains?|includes?|consists?|comes?|holds?|has|have))\b/i;

const SKILLS =
  /\b(?:expertise|skills?|skill ?set|competenc(?:y|es|ies|e)|knowledge|know(?:s|n)? (?:best|well)|qualifications?|special(?:i[sz]e|i[sz]ation|t(?:y|ies)|ist)s?|proficien(?:t|cy|cies)|capabilit(?:y|ies)|strengths?|familiar(?:ity)?|what (?:you|i|it|the agent) knows?|experts? (?:in|at|on)|excels? (?:at|in)|(?:tech(?:nology|nical)?|your|our) stack|technologies|focus areas?|areas? of focus|research (?:covers|topics)|(?<!(?:user|developer|customer) )experienced?)\b/i;

/** Headings such as "Core skills and responsibilities" hold duties. */
const DUTIES =
  /\b(?:responsib[a-z]+|duties|must|rules?|guidelines|requirements?|standards?|principles?|checklist|(?:skill|knowledge) (?:checks?|transfer|sharing))\b/i;

const INTRODUCTION =
  /^\W*(?:your |the |agent )*(?:role|purpose|persona|identity|introduction|overview|about(?: you| me| the agent)?|background|context|project context|(?:project|file|folder|directory|repo(?:sitory)?|code ?base|package|key) (?:structure|layout|map|tree|files|overview)|mission|vision|who (?:you|i) (?:are|am)|profile|description|summary|glossary|references?|resources|further reading|related agents?)\W*$/i;

const BACKGROUND_TITLE = new RegExp(`${SKILLS.source}|${INTRODUCTION.source}`, 'i');

const SAMPLES =
  /\b(?:examples? (?:interactions?|prompts?|conversations?|dialog(?:ue)?s?|tasks?|quer(?:y|ies)|questions|usages?|requests?|scenarios?|of (?:use|usage))|usage examples?|sample (?:dialog(?:ue)?|conversation|interaction|prompt)s?|when (?:to|you should|should you|others) (?:use|invoke|call|be (?:used|called))|how to (?:use|invoke|call|talk to) (?:me|this agent|it)|use (?:cases|this agent|it|me) ?(?:when|for|if)?|trigger(?:s| phrases| conditions))\b|^\W*(?:examples?|example_\w+|commentary|conversation|user|assistant|use cases|how to (?:use|invoke|call)|usage|options|invocation)\W*$/i;

const DIALOGUE = /<\/?(?:example|commentary|user|assistant)s?>|^\W*(?:user|human|assistant|commentary)\W*:/i;

/** "This is how you work." */
const ANNOUNCES =
  /^(?:this is (?:what|how|who|where)|here(?:'s| is| are)|below (?:is|are)|the following)\b.{0,60}$/i;

/** What others do. */
const OTHERS =
  /^(?:the |an? |our |your )?(?:user|users|client team|customer|product owner|front-?end (?:team|developers?|engineers?)|qa(?: team)?|devops(?: team)?|platform team|security team|ops team|another agent|other agents?|someone else|colleagues?)\s+(?:will |then |also )?(?:write|writes|handle|handles|take|takes|own|owns|do|does|review|reviews|deploy|deploys|run|runs|test|tests|care|cares|is responsible|are responsible)\b/i;

const TEAMS =
  /^(?:the |an? |our |your )?[a-z\u00c0-\u024f-]+ (?:team|department) (?:will |also )?(?:documents?|maintains?|provides?|builds?|designs?|decides?|deploys?|validates?|delivers?|monitors?|migrates?)\b/i;

const COMMITS =
  /\b(?:must|shall|should|always|never|ensures?|make sure|be sure|(?<!(?:that|which) )(?:has to|have to|needs? to)|are (?:expected|required|obliged|asked|supposed) to|is (?:required|mandatory|expected)|required to|mandatory|do not|don't|at all times|only then|without exception|no matter|(?:before|until) (?:you|any|writing|coding|implementing|implementation|generating|starting|touching|proposing|a line|code))\b|\bno\b.{1,60}\bwithout\b|^\W*(?:[a-z]+\s+)?(?:all|every|each|any|no)\b/i;

/** Verbs after "you" that tell what the agent is, has or knows. */
const STATES =
  /^(?:are|were|was|be|have|has|had|possess|know|knew|understand|understood|speciali[sz]e|excel|bring|combine|boast|master|command|live|belong|come|love|enjoy|believe|care|feel|can|could|may|might|need|want|will|would|ve|re|d|ll|hold|stand|embody|thrive|pride|worked|designed|built|spent|learned|learnt|mastered|seen)$/i;

function actsAsYou(text: string): boolean {
  for (const { index, groups } of text.matchAll(/\byou(?:'ll)?\s+(?<words>[a-z'\s]{1,80})/gi)) {
    const verb = leadingVerb(groups?.['words'] ?? '') ?? '';
    if (
      !STATES.test(verb) &&
      isImperative(verb) &&
      !RELATIVE.test(text.slice(Math.max(0, index - 20), index))
    )
      return true;
  }
  return false;
}

/** "What you build" tells nothing of what you do. */
const RELATIVE = /\b(?:what|whatever|which|that|how|why|all|everything|anything)\s+$/i;

function instructs(text: string): boolean {
  const direct = leadingVerb(text);
  if (direct !== undefined && isImperative(direct)) return true;
  const afterCondition =
    /^(?:if|when|whenever|whilst|while|where|once|before|after|as soon as|as|at|on|during|for|with|in|to|unless|until|upon|given)\b[^,]{3,120},\s*(.{3,60})/i.exec(
      text,
    )?.[1];
  const verb = afterCondition === undefined ? undefined : leadingVerb(afterCondition);
  return verb !== undefined && isImperative(verb);
}

/** Sentences on who the agent is, when it is to be called, or that only announce what follows. */
const ABOUT_AGENT =
  /^\W*(?:you (?:are|were|have been)|you're|i am|i'm|as an?|act as|acting as|this agent|use this agent|imagine|pretend|welcome|hello|hi|your name|your (?:role|mission|purpose|expertise|knowledge|background|specialt(?:y|ies)|strengths?|experience|home|trade|passion))\b/i;

const KNOWS =
  /\b(?:(?<!\b(?:as|what|how|that|which|if|whether|where|whatever|when|until|once|before)\s)you(?: also)? (?:know|understand|possess|speciali[sz]e|excel|have (?:an? )?(?:deep|strong|extensive|solid|years|decades|\d+|mastered|broad|proven|in-depth|comprehensive)|bring|master|are (?:at ease|fluent|proficient|skilled|familiar|comfortable|experienced|an expert|well[- ]versed|adept)|can tell)|(?:deep|expert|strong|extensive|solid|broad|in-depth)(?:[- ]level)? (?:knowledge|understanding|expertise|experience|proficiency|familiarity)|expertise (?:in|spans|covers|includes|lies)|experts? (?:in|at|on|with)|years of experience|\d+\+? years|know(?:s|n)? (?:most|best|them (?:well|in depth|from the inside))|world[- ]class|second to none|in a class of your own)\b/i;

/** "Languages: Python, Go". */
const INVENTORY =
  /^\W*(?:programming |core |key |main |primary |backend |cloud |message |web )?(?:languages?|frameworks?|databases?|data ?stores?|technologies|tools|tooling|platforms?|providers?|queues|brokers|libraries|stacks?|skills|expertise|runtimes?|orms?|clouds?|containers?(?:i[sz]ation)?)(?: used| known)?\s*(?::|\|)/i;

const SURROUNDINGS =
  /^(?:the|our|this|your) (?:project|code ?base|repo(?:sitory)?|team|company|product|application|app|stack|environment|organi[sz]ation)\b.{0,60}\b(?:uses?|is|are|has|have|runs?|consists?|lives?|serves?|contains?|was|works?)\b/i;

const PROHIBITS =
  /(?:\b(?:never|not|[a-z]+n't|avoid|refrain from|don'?ts|dos and don'?ts)\b(?:\s+(?:do|ever|allowed|permitted|to|the|following|these|this|things?|any|of|under|circumstances|at|all|be))*|\b(?:anti-?patterns|forbidden|prohibited|out of scope|non-goals|bad practices|what to avoid|never events?|red lines))\s*[:.!]?\s*$/i;

/** True for a heading or lead-in such as "Never:" or "Don'ts", below which every item names what not to do. */
export function prohibits(heading: string | undefined): boolean {
  return heading !== undefined && PROHIBITS.test(heading) && !/\bdos?\b.{1,10}\bdon'?ts\b/i.test(heading);
}
