import type { Answer, Span, Turn } from '../../answers/answer.ts';
import { inOneByte } from '../../answers/one-byte.ts';
import { oncePer } from '../../answers/once.ts';
import { httpInterface } from '../../answers/http/http-interface.ts';

/** A topic that a complete hand-over covers in a section of its own. */
export interface Topic {
  readonly id: string;
  /** For a sentence: "a section on caching". */
  readonly name: string;
  /** Titles of such a section, in whatever words. */
  readonly title: RegExp;
}

/** The topics of a complete backend hand-over, in their usual order. */
export const TOPICS: readonly Topic[] = [
  {
    id: 'api',
    name: 'the API',
    title:
      /\bapi\b(?! ?keys?)|\bopen-?api\b|\bswagger\b|\bendpoints?\b|\broutes?\b|\bgraphql\b|\bcontract\b(?<!(?:front-?end|client) contract)|\binterface\b|\bsdl\b|schnittstelle|points? d'accès/i,
  },
  {
    id: 'data',
    name: 'the data model',
    title:
      /\bdata(?:base)?[- ]?(?:model|schema|layer|base|design|tables?)?s?\b|\berd?\b|\bentit(?:y|ies)\b|\bschema\b|\btables?\b|\bmigrations?\b|\bddl\b|\bpostgres\w*|datenbank|datenmodell|base de datos|base de données/i,
  },
  {
    id: 'auth',
    name: 'authentication',
    title:
      /\bauth\w*|\bsign(?:ing)?[- ]?(?:in|up|on)\b|\blog[- ]?in\b|\bpermissions?\b|\baccess\b|\bidentity\b|\brbac\b|\brls\b|\bsecurity\b|\btokens?\b|\bjwt\b|\bwho may\b|anmeldung|berechtigung|autenticación|sécurité|sicherheit/i,
  },
  {
    id: 'errors',
    name: 'errors',
    title:
      /\berrors?\b|\bfail(?:s|ing|ures?)?\b|\bexceptions?\b|\bwhat can go wrong\b|\bstatus codes?\b|\bproblems?\b|fehler|errores|erreurs/i,
  },
  {
    id: 'performance',
    name: 'performance',
    title:
      /\bperform\w*|\blatenc\w+|\bspeed\b|\btargets?\b|\bslos?\b|\bslas?\b|\bcapacity\b|\bbenchmarks?\b|\bsizing\b|\bscal\w+|\bthroughput\b|\bresponse times?\b|\bload\b|leistung|rendimiento/i,
  },
  { id: 'caching', name: 'caching', title: /\bcach\w+|\bcdn\b|zwischenspeicher/i },
  {
    id: 'rate-limits',
    name: 'rate limits',
    title:
      /\brate[- ]?limit\w*|\bthrottl\w+|\blimits?\b|\blimiting\b|\bquotas?\b|begrenzung|límites|limitation/i,
  },
  {
    id: 'tests',
    name: 'tests',
    title: /\btest\w*|\bverif\w+|\bproof\b|\bproving\b|\bprove\b|\bquality\b|\bqa\b|\bcheck it\b|pruebas/i,
  },
  {
    id: 'monitoring',
    name: 'monitoring',
    title:
      /\bmonitor\w*|\bobservab\w+|\bmetrics?\b|\balert\w*|\boperat\w+|\btelemetry\b|\bwatch\b|\bdashboards?\b|\bops\b|\blogging\b|überwachung|betrieb|monitoreo|supervision/i,
  },
  {
    id: 'frontend',
    name: 'the frontend',
    title:
      /\bfront-?end\w*|\bclients?\b(?! ?credentials)|\bclient-side\b|\bintegrat(?:ion|ing)\b(?! tests?)|\bconsumers?\b|\bbrowser\b|\bweb app\b|\bui\b|\bapp developers?\b|\bsdk\b|\bcallers?\b|oberfläche|interfaz/i,
  },
];

const PLACEHOLDER = /^(?:tbd|to-?do|n\/?a|see (?:above|below)|coming soon|later|\.{3}|…|-+|none)[.\s]*$/i;
const SHORTEST_CONTENT = 20;

/** For each topic the section that covers it, the first of those with content. */
export const topicsIn = oncePer((answer: Answer): ReadonlyMap<string, Span> => {
  const found = new Map<string, Span>();
  const { isGraphql } = httpInterface(answer);
  for (const turn of answer.turns) {
    for (const { title, content, span } of sectionsOf(turn)) {
      // In a GraphQL API the schema is the reference.
      const titles = isGraphql && /\bschema\b/i.test(title) ? `${title} API` : title;
      const topics = TOPICS.filter((topic) => !found.has(topic.id) && topic.title.test(titles));
      if (topics.length > 0 && hasContent(content())) for (const { id } of topics) found.set(id, span);
    }
  }
  return found;
});

const hasContent = (content: string): boolean =>
  content.trim().length >= SHORTEST_CONTENT && !PLACEHOLDER.test(content.trim());

interface TitledContent {
  readonly title: string;
  readonly content: () => string;
  /** Of the title. */
  readonly span: Span;
}

function sectionsOf(turn: Turn): TitledContent[] {
  const sections = turn.sections.map(({ title, span, bodyStart }): TitledContent => ({
    title,
    content: () => withoutHeadings(turn.text.slice(bodyStart, span.end)),
    span: { turn: turn.number, start: span.start, end: Math.max(bodyStart, span.start + 1) },
  }));
  return [...sections, ...labelled(turn)];
}

const withoutHeadings = (text: string): string => text.replace(/^ {0,3}#{1,6} [^\n]*$/gm, '');

const LABEL = /^(?:\*\*|__)([^*_\n]{2,60}?)(?:[:.]?(?:\*\*|__)[:.]?)\s*([^]*)$/;
const MARKS_BEFORE = /^[ \t>]*(?:[-*+][ \t]+|\d{1,3}[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?/;

/** Items and paragraphs that a bold label leads: `**Caching:** none on this route`. What is asked is no section. */
function labelled(turn: Turn): TitledContent[] {
  return turn.prose.flatMap(({ kind, span, quoted }): TitledContent[] => {
    if (quoted || kind === 'heading' || kind === 'row') return [];
    const lineStart = turn.text.lastIndexOf('\n', span.start - 1) + 1;
    const source = inOneByte(turn.text.slice(lineStart, span.end)).replace(MARKS_BEFORE, '');
    const match = LABEL.exec(source);
    if (match === null) return [];
    const isAsked = turn.questions.some(
      ({ span: question }) => question.start < span.end && question.end > span.start,
    );
    if (isAsked) return [];
    const [, title = '', content = ''] = match;
    return [
      {
        title,
        content: () =>
          kind === 'item' ? content : content + turn.text.slice(span.end, span.end + SHORTEST_CONTENT),
        span,
      },
    ];
  });
}
