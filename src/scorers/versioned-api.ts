import type { Answer, Span } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { endpointsIn, isOperational } from '../answers/http/endpoints.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { placeIn } from '../answers/places.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if an endpoint's path carries a version such as `/v1`, or versioning is defined: by header or media type, or by a
 * stated policy for how the API or schema evolves. Not applicable if the answer offers no HTTP endpoint of its own; a
 * middleware counts only if it is shown under a path.
 */
export const versionedApi: Scorer = {
  id: 'versioned-api',
  version: 3,
  score(answer) {
    const offered = httpInterface(answer);
    if (offered.kind === 'none') return notApplicable('The answer offers no HTTP endpoint.');
    const versioned = endpointsIn(answer).filter(
      ({ path, hypothetical }) => !hypothetical && hasVersion(path),
    );
    const [first] = versioned;
    if (first !== undefined)
      return kept(
        `\`${first.path}\` carries a version.`,
        versioned.map((endpoint) => evidenceAt(endpoint, 'a path with a version')),
      );
    if (offered.kind === 'middleware')
      return notApplicable('The answer offers a middleware, but no endpoint path of its own.');
    const defined = definitions(answer);
    if (defined.length > 0) return kept('Versioning is defined, though not by a path.', defined);
    const unversioned = offered.endpoints.filter(({ path }) => path === '' || !isOperational(path));
    const named = unversioned.find(({ path }) => path !== '');
    const why = offered.isGraphql
      ? 'A GraphQL API without a version and without a rule for how the schema evolves.'
      : `${named === undefined ? 'The endpoints carry' : `\`${named.path}\` carries`} no version, and versioning is not defined.`;
    return broken(
      why,
      unversioned.map((endpoint) => evidenceAt(endpoint, 'no version')),
    );
  },
};

/** True for `/v1/users`, `/api/v2beta1`, `/2024-10-01/orders`, `/{version}/x`. */
const hasVersion = (path: string): boolean =>
  /\/(?:api[-_]?)?v\d{1,3}(?:[._]\d+)?(?:(?:alpha|beta|rc)\d*)?(?=\/|$|\?|[.,:;)])|\/20\d\d-\d\d(?:-\d\d)?(?=\/|$)|\/[{:<]v?(?:api_?)?version\b/i.test(
    path,
  );

/** Headers, media types and framework settings that select a version. */
const SELECTOR =
  /\b(?:X-)?(?:API|Accept)-Version\b|\bapplication\/vnd\.[\w.+-]*v\d|\bDEFAULT_VERSIONING_CLASS\b|\benableVersioning\(|\bVersioningType\.|@Version\(|@Controller\(\{[^}\n]{0,100}version:|\[ApiVersion\(|\bapi_version\s*[:=]/i;
const SUBJECT =
  /\b(?:apis?|endpoints?|routes?|paths?|urls?|schema|contracts?|fields?|clients?|resources?)\b/i;
const POLICY =
  /\bversion(?:ing|ed)\b|\b(?:api|contract|schema|url|path|header) versions?\b|\bdeprecat\w+|@deprecated|\badditive (?:changes?|fields?|only|evolution)\b|\b(?:schema|api|contract) (?:evolves|grows)\b|\bonly (?:ever )?add fields\b|\bversionier\w+/i;
const OTHER_VERSIONS =
  /\b(?:models?|optimistic|rows?|records?|locks?|documents?|postgres\w*|python|node|library|package|image|dataset|files?|objects?|lua|docker|git|semver|migrations?|secrets?|keys?|cache|events?)[- ]?version\w*|\bversion(?:ed|ing)? (?:column|models?|number|field|row|control|keys?|files?|objects?|bucket|secrets?|migrations?)\b/i;
const LACKING = /\b(?:no|not|without|lacks?|missing|isn't|un)[- ]?(?:\w+ ){0,2}version/i;

function definitions(answer: Answer): Evidence[] {
  return answer.turns.flatMap((turn) => {
    const inCode = turn.blocks
      .filter(({ quotesUser, role }) => !quotesUser && role !== 'test')
      .flatMap((block): Span[] => {
        const match =
          SELECTOR.exec(block.code) ?? /@deprecated\b/.exec(block.language === 'graphql' ? block.code : '');
        return match === null ? [] : [spanInBlock(block, match.index, match.index + match[0].length)];
      });
    const inText = turn.prose
      .filter(({ quoted, kind }) => !quoted && kind !== 'heading')
      .flatMap((prose): Span[] => {
        const { text } = prose;
        const selector = SELECTOR.exec(text);
        if (selector !== null) return [placeIn(turn, prose, selector[0], selector.index)];
        const isPolicy =
          POLICY.test(text) && (SUBJECT.test(text) || /\bversioning\b/i.test(prose.headings.at(-1) ?? ''));
        return isPolicy && !OTHER_VERSIONS.test(text) && !LACKING.test(text) ? [prose.span] : [];
      });
    return [...inCode, ...inText].map((span) => evidenceAt(span, 'defines how the API is versioned'));
  });
}
