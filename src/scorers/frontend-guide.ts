import type { Answer, Span } from '../answers/answer.ts';
import type { Endpoint } from '../answers/http/endpoints.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { offeredBlocks } from '../answers/offered.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { signsOf } from './shared/signs.ts';
import { topicsIn } from './shared/topics.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if those who write the client are told how to use the interface: a section for the frontend or for client
 * developers with content, code of a client that calls it, or sentences that say what the client does. A `curl` command
 * is no guide, nor is what the client sees. Not applicable without an HTTP or GraphQL interface, or if all of it is a webhook
 * that a provider calls.
 */
export const frontendGuide: Scorer = {
  id: 'frontend-guide',
  version: 2,
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
    if (endpoints.length > 0 && endpoints.every(isWebhook(answer)))
      return notApplicable('The interface is called by a provider, not by a client.');
    return broken(
      'Nothing tells those who write the client how to use it.',
      endpoints.map((endpoint) => evidenceAt(endpoint, 'an endpoint')),
    );
  },
};

const WEBHOOK = /(?:^|[/_-])(?:web-?)?(?:hooks?|callbacks?|ipn)(?:[/_-]|$)/i;
const SIGNED = /hmac|signature/i;

/** Called by a provider, which signs what it sends. One that is changed or deleted is a client's own. */
const isWebhook =
  (answer: Answer) =>
  ({ method, path, turn, start, end }: Endpoint): boolean => {
    if (/^(?:PUT|PATCH|DELETE)$/.test(method)) return false;
    const blocks = answer.turns.flatMap((one) => [...offeredBlocks(one)]);
    const own = blocks.find(({ span }) => span.turn === turn && span.start <= start && span.end >= end);
    const isNamed =
      path === '' ? own !== undefined && /webhook/i.test(own.code.slice(0, 400)) : WEBHOOK.test(path);
    return isNamed && blocks.some(({ code }) => SIGNED.test(code));
  };

/** What a client sees, may get or be refused is the reference, not the guide. */
const REFERENCE =
  /\b(?:clients?|callers?|consumers?|users?|front-?end)\b.{0,12}\b(?:sees?|gets?|receives?)\b|\b(?:errors?|responses?|statuses|codes)\b.{0,20}\bclients?\b|\bclients?\b.{0,12}\b(?:can get|gets|errors?|credentials)\b/i;

function guideSection(answer: Answer): Span | undefined {
  const section = topicsIn(answer).get('frontend');
  if (section === undefined) return undefined;
  const title =
    answer.turns[section.turn - 1]?.text.slice(section.start, section.end).split('\n', 1)[0] ?? '';
  return REFERENCE.test(title) ? laterSection(answer) : section;
}

/** Of the headings that speak of clients, the first that is no reference. */
function laterSection(answer: Answer): Span | undefined {
  const sections = answer.turns.flatMap((turn) => [...turn.sections]);
  const found = sections.find(
    ({ title, span, bodyStart }) =>
      CLIENTS.test(title) && !REFERENCE.test(title) && span.end - bodyStart > SHORTEST_GUIDE,
  );
  return found && { ...found.span, end: found.bodyStart };
}
const CLIENTS =
  /\bfront-?end\b|\bclients?\b(?! ?credentials)|\bintegrat(?:ion|ing)\b(?! tests?)|\bbrowser\b|\bapp developers?\b/i;
const SHORTEST_GUIDE = 20;

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
  /\b(?:front-?end|browser|web app|mobile app|SPA|UI)(?: (?:team|developers?|code|side|apps?))?\s+(?:(?:then|only|just|simply|also) )?(?:should|must|shows?|polls?|calls?|stores?|passes|needs? to|subscribes?|reconnects?|displays?|can (?:show|call|poll|send|use|display|switch)|waits?|opens?|uploads?|debounces?|branch(?:es)? on|switch(?:es)? on)\b|\bclients? (?:should|must|needs? to|can) (?:show|call|poll|send|reconnect|retry|store|subscribe|treat|ignore|use|handle|debounce|back off|wait|fetch|pass|read|open|upload|refresh|slow down|resend|resume|reuse|start|stop|keep|sort|merge)\w*|\bclients? (?:should|must)\s*(?:\||$)|\b(?:clients?|browsers?)\b[^.;|]{0,30} (?:subscribes?|reconnects?|polls?|refetch(?:es)?|fetch(?:es)?|calls?|debounces?) [^.;|]{0,40}`|^\W*(?:for|to) (?:the |your |all )?(?:API )?(?:front-?end|client|mobile|web|app|integration)s?(?: app)?(?: (?:developers?|teams?|authors?|devs))?\W*:|\bfrom the (?:front-?end|browser)\b.{0,40}\b(?:call|send|use|post|fetch|connect|subscribe)\w*|^\W*(?:debounce|poll|reconnect|generate (?:the )?(?:types|client)|show the local)\b/i;
