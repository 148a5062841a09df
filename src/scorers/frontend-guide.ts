import type { Answer, Span } from '../answers/answer.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { offeredBlocks } from '../answers/offered.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { topicsIn } from './shared/topics.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if those who write the client are told how to use the interface: a section for the frontend or for client
 * developers with content, code of a client that calls it, or sentences that say what the client does. A `curl` command
 * is no guide. Not applicable without an HTTP or GraphQL interface.
 */
export const frontendGuide: Scorer = {
  id: 'frontend-guide',
  version: 1,
  score(answer) {
    const section = guideSection(answer);
    const found = [
      ...(section === undefined ? [] : [evidenceAt(section, 'a part for those who write the client')]),
      ...clientCode(answer),
      ...signsOf(answer, { why: 'says what the client does', text: TELLS }),
    ];
    if (found.length > 0) return kept('Those who write the client are told how to use it.', found);
    const { kind, endpoints } = httpInterface(answer);
    if (kind === 'none') return notApplicable('The answer has no HTTP interface.');
    return broken(
      'Nothing tells those who write the client how to use it.',
      endpoints.map((endpoint) => evidenceAt(endpoint, 'an endpoint')),
    );
  },
};

/** What a client may get or be refused is the reference, not the guide. */
const REFERENCE =
  /\b(?:errors?|responses?|statuses|codes)\b.{0,20}\bclients?\b|\bclients?\b.{0,12}\b(?:can get|gets|errors?|credentials)\b/i;

function guideSection(answer: Answer): Span | undefined {
  const section = topicsIn(answer).get('frontend');
  if (section === undefined) return undefined;
  const title =
    answer.turns[section.turn - 1]?.text.slice(section.start, section.end).split('\n', 1)[0] ?? '';
  return REFERENCE.test(title) ? undefined : section;
}

const CALLS =
  /\bfetch\(\s*[`"'][^`"'\n]{0,80}\/|\baxios(?:\.\w+)?\(|\buse(?:Query|Mutation|SWR|InfiniteQuery|Fetch)\(|\bnew (?:WebSocket|EventSource)\(|\bcreateClient\(|\bgql`|\bapolloClient\b|\bURLSession\b|\bRetrofit\b|\blocalStorage\b|\bdocument\.|\bFormData\(|\buse(?:State|Effect)\(/;
const SERVES =
  /\b(?:express\(|fastify\(|new Hono|NestFactory|@Controller|createServer\(|router\.(?:get|post|put|patch|delete)\(|app\.(?:get|post|put|patch|delete)\(|\bDeno\.serve\(|\breq\b\s*[,)]|prisma\.)/;

const clientCode = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) =>
    offeredBlocks(turn)
      .filter(
        ({ language, code, role }) =>
          /^(?:typescript|javascript|swift|kotlin|dart|html)$/.test(language) &&
          role !== 'test' &&
          CALLS.test(code) &&
          !SERVES.test(code),
      )
      .map(({ span }) => evidenceAt(span, 'code of a client')),
  );

const TELLS =
  /\b(?:front-?end|browser|web app|mobile app|SPA|UI)(?: (?:team|developers?|code|side|apps?))?\s+(?:(?:then|only|just|simply|also) )?(?:should|must|shows?|polls?|calls?|stores?|passes|needs? to|subscribes?|reconnects?|displays?|can (?:show|call|poll|send|use|display|switch)|waits?|opens?|uploads?|debounces?|branch(?:es)? on|switch(?:es)? on)\b|\bclients? (?:should|must|needs? to|can) (?:show|call|poll|send|reconnect|retry|store|subscribe|treat|ignore|use|handle|debounce|back off|wait|fetch|pass|read|open|upload|refresh)\w*|\bfrom the (?:front-?end|browser)\b.{0,40}\b(?:call|send|use|post|fetch|connect|subscribe)\w*|^\W*(?:debounce|poll|reconnect|generate (?:the )?(?:types|client)|show the local)\b/i;
