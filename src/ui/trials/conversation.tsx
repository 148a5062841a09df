import type { PageTranscript } from '../../reports/html/page-data.ts';
import type { StoredTurn } from '../../runs/format.ts';
import { Markdown } from '../markdown/markdown.tsx';
import type { TextMark } from '../markdown/marks.tsx';
import { dollars, duration, plural, whole } from '../parts/numbers.ts';
import { visible } from '../parts/visible.tsx';

const CLASSES = { kept: 'kept', broken: 'broken', 'not-applicable': 'na', unscored: 'unscored' } as const;
const NO_MARKS: readonly TextMark[] = [];

/** One trial's messages, with the evidence of its verdicts marked where it stands. */
export function Conversation({
  transcript,
  agent,
  promise,
}: {
  transcript: PageTranscript;
  agent: string;
  promise: string | undefined;
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
            <Markdown text={turn.assistant} marks={marksOf(transcript, index + 1, promise)} />
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
  return <span class="soft">{facts.join(', ')}</span>;
}

function marksOf({ verdicts }: PageTranscript, turn: number, promise: string | undefined): TextMark[] {
  return verdicts.flatMap(({ promise: id, verdict, evidence }) =>
    evidence
      .filter((place) => place.turn === turn && place.end > place.start)
      .map(({ start, end, why }) => ({
        start,
        end,
        verdict: CLASSES[verdict],
        title: `${id}: ${why}`,
        active: id === promise,
      })),
  );
}
