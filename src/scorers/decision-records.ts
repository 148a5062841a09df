import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { statementsOf } from '../answers/statements.ts';
import { tablesOf } from '../answers/tables.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if at least one decision on the design is stated together with its reason: a decision record (context, decision,
 * consequences), a section "why …", a row that decides and says why, or a sentence such as "cursor pages, because offsets
 * slow down". A reason for a line of code or for a question is none. Not applicable to an answer that only asks.
 */
export const decisionRecords: Scorer = {
  id: 'decision-records',
  version: 1,
  score(answer) {
    const found = [...recordsIn(answer), ...reasonedTables(answer), ...reasonsIn(answer)];
    if (found.length > 0) return kept('A decision is stated with its reason.', found);
    const onlyAsks = answer.turns.every(
      (turn) => turn.questions.length > 0 && implementationOf(turn).length === 0,
    );
    if (onlyAsks) return notApplicable('The answer only asks so far.');
    return broken('No decision on the design is given a reason.');
  },
};

const RECORD =
  /\bADRs?\b|\bdecision records?\b|\b(?:design|architect\w+|technical|key) decisions?\b|^\W*decisions?\b|^\W*why\b(?! (?:it|this) matters)|\brationale\b|\bwarum\b|Entscheidung\w*/i;
/** Titles of open questions, and of proofs that something works. */
const NO_RECORD =
  /\bto (?:confirm|make|take|settle)\b|\bfor you\b|\bI need\b|\bopen\b|\bwhy (?:it|this|that) (?:holds?|works?|is|matters?|fails?|happens?)\b/i;
const SHORTEST = 40;

const recordsIn = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) =>
    turn.sections
      .filter(({ title, span, bodyStart }) => {
        const body = turn.text.slice(bodyStart, span.end);
        const isAsked = turn.questions.some(
          (question) => question.span.start >= bodyStart && question.span.end <= span.end,
        );
        return (
          RECORD.test(title) &&
          !NO_RECORD.test(title) &&
          body.trim().length >= SHORTEST &&
          !isAsked &&
          !/\?\s*$/.test(title)
        );
      })
      .map(({ span, bodyStart }) => evidenceAt({ ...span, end: bodyStart }, 'a record of decisions')),
  );

const reasonedTables = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) =>
    tablesOf(turn)
      .filter(
        ({ head, rows }) =>
          rows.length > 0 &&
          head.some((cell) =>
            /\b(?:why|reason|rationale|because|justification|Grund|Begründung)\b/i.test(cell),
          ) &&
          head.some((cell) =>
            /\b(?:decision|choice|chosen|pick|use|technology|component|option|part|approach|Entscheidung)\b/i.test(
              cell,
            ),
          ),
      )
      .map(({ span }) => evidenceAt(span, 'decisions with their reasons')),
  );

const CHOOSES =
  /\b(?:I|we)(?:['’](?:d|ve|ll))?(?: have| would| will)?\s+(?:choose|chose|chosen|pick(?:ed)?|use[ds]?|went|go|recommend|prefer(?:red)?|kept|keep|decided|settled|avoid(?:ed)?|left out|put|store[ds]?|made|make|split|took|take)\b|\b(?:is|are|was|were) (?:chosen|picked|preferred|deliberate\w*|intentional\w*|on purpose|enough here|the (?:right|better|simplest) (?:choice|fit|option|tool))\b|\b(?:rather than|instead of)\b|^\W*(?:use|choose|pick|prefer|recommend|keep|store|avoid)\b|\b(?:decision|choice)\b|\bdeliberately\b|\bon purpose\b|^\W*no (?:\w+ ){1,3}(?:needed|here|because|since)|\b(?:entscheid|gewählt|wähle|verwende|nutze)\w*/i;
const REASON =
  /\b(?:because|since|as it|as they|so that|so (?:a|an|the|one|two|it|they|no|that|every|each|we|you|nothing|only|reads|writes)\b|which (?:keeps|avoids|means|makes|lets|gives|saves|prevents)|in order to|to (?:avoid|keep|prevent|make|let|allow|save|spare|protect|guarantee)|the reason|due to|given (?:that|the)|for (?:this|that) reason|this (?:keeps|avoids|means|makes|lets|gives|saves|prevents)|otherwise|weil|damit|da (?:die|der|das|es|sie)|porque|parce que|por eso|因为|なぜなら|потому)\b/iu;
/** Things that a design decides about. */
const DESIGN =
  /\b(?:tables?|columns?|index(?:es)?|schemas?|queues?|workers?|cach(?:e|es|ing)|redis|postgres\w*|mysql|mongo\w*|kafka|rabbitmq|celery|sqs|s3|websockets?|sse|graphql|rest|grpc|jwts?|sessions?|tokens?|uuids?|ulids?|ids?|keys?|hash\w*|argon2\w*|bcrypt|cursors?|keyset|offset|pagination|transactions?|locks?|partition\w*|shard\w*|replicas?|services?|microservices?|monolith|modules?|layers?|endpoints?|routes?|status(?:es)?|\d{3}|codes?|events?|outbox|webhooks?|polling|batch\w*|streams?|retries|timeouts?|limits?|buckets?|windows?|triggers?|views?|constraints?|enums?|json\w*|text|bigints?|timestamps?|soft|model\w*|onnx|bentoml|fastapi|django|flask|express|fastify|nest\w*|spring|go|rust|typescript|python|supabase|rls|polic(?:y|ies)|edge functions?|middleware|dependenc(?:y|ies)|library|libraries|sqlalchemy|asyncpg|prisma|cdn|docker|kubernetes|architecture|design|approach|counters?|upserts?|search|tsvector|trigrams?|elasticsearch|loaders?)\b/i;

const reasonsIn = (answer: Answer): Evidence[] =>
  statementsOf(answer)
    .filter(({ text }) => matches(REASON, text) && matches(CHOOSES, text) && matches(DESIGN, text))
    .map(({ span }) => evidenceAt(span, 'a decision with its reason'));
