import type { PageTranscript } from '../../reports/html/page-data.ts';
import type { StoredTurn } from '../../runs/format.ts';
import { Markdown } from '../markdown/markdown.tsx';
import type { TextMark } from '../markdown/marks.tsx';
import { dollars, duration, plural, whole } from '../parts/numbers.ts';
import { shown, visible } from '../parts/visible.tsx';

const CLASSES = { kept: 'kept', broken: 'broken', 'not-applicable': 'na', unscored: 'unscored' } as const;
const NO_MARKS: readonly TextMark[] = [];

/** One trial's messages, with the evidence of its verdicts marked where it stands. */
export function Conversation({
  transcript,
  agent,
  promise,
  all,
}: {
  transcript: PageTranscript;
  agent: string;
  /** Whose evidence is marked. */
  promise: string | undefined;
  /** Mark the evidence of every other promise too. */
  all: boolean;
}) {
  return (
    <div class="conversation">
      {transcript.turns.map((turn, index) => (
        <section key={index} aria-label={`Turn ${index + 1}`}>
          <div class="message message-user">
            <p class="speaker">User</p>
            <Markdown text={turn.user} marks={NO_MARKS} />
          </div>
          <div class="message">
            <p class="speaker">
              {agent} <TurnFacts turn={turn} />
            </p>
            <Markdown text={turn.assistant} marks={marksOf(transcript, index + 1, { promise, all })} />
            {turn.truncated && (
              <p class="warning">The answer was cut off here ({visible(turn.stopReason)}).</p>
            )}
          </div>
        </section>
      ))}
      {transcript.error && (
        <p class="warning">
          No {transcript.turns.length > 0 && 'further '}answer ({visible(transcript.error.kind)}):{' '}
          {visible(transcript.error.message)}
        </p>
      )}
    </div>
  );
}

function TurnFacts({ turn }: { turn: StoredTurn }) {
  const facts = [
    turn.servedModel,
    turn.usage && `${whole(turn.usage.outputTokens)} tokens`,
    turn.latencyMs !== undefined && duration(turn.latencyMs),
    turn.cost !== undefined && dollars(turn.cost),
    (turn.attempts ?? 1) > 1 && plural(turn.attempts ?? 1, 'call'),
    turn.reused && 'answer of an earlier run',
    turn.waits && 'waits for the user',
  ].filter((fact) => typeof fact === 'string');
  return <span class="soft">{visible(facts.join(', '))}</span>;
}

/** Marks of one turn: of the chosen promise alone, or with those of all others. */
function marksOf(
  { verdicts }: PageTranscript,
  turn: number,
  { promise, all }: { promise: string | undefined; all: boolean },
): TextMark[] {
  return verdicts
    .filter((verdict) => all || verdict.promise === promise)
    .flatMap(({ promise: id, verdict, evidence }) =>
      evidence.flatMap(({ start, end, why, turn: of }, index) =>
        of === turn && end > start
          ? [
              {
                start,
                end,
                verdict: CLASSES[verdict],
                title: shown(`${id}: ${why}`),
                place: id === promise ? index + 1 : undefined,
              },
            ]
          : [],
      ),
    );
}
