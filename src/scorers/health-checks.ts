import type { Scorer } from './scorer.ts';
import { endpointsIn } from '../answers/http/endpoints.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { codeMentions, isPutOff, remarksOn } from '../answers/mentions.ts';
import { matches } from '../answers/prefilter/match.ts';
import { serversIn, workersIn } from '../answers/http/services.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const HEALTH_PATH =
  /^\/?(?:api\/)?(?:v\d+\/)?(?:-\/(?:healthy|ready)|live(?:z|ness)?|ready(?:z|ness)?|readiness|ping|up)(?:\/|$)|\/_?health\w*(?:\/|$)/i;
const PROBE =
  /\b(?:liveness|readiness|startup)Probe\b|\bHEALTHCHECK\b|\bhealthcheck\s*:|\bhealthCheck(?:Endpoint|Path)\b|\bhealth_check_path\b|\bHealthCheckPath\b|\bTerminusModule\b|\bAddHealthChecks\(|\bspring-boot-starter-actuator\b/i;
const IN_TEXT =
  /\bhealth[- ]?checks?\b|\bhealth (?:endpoint|route|probe)s?\b|\b(?:liveness|readiness) (?:probe|check|endpoint)s?\b|`(?:GET )?\/(?:health\w*|livez|readyz)[^`]*`/i;

/** Of the user's own check: no limit, login or log of the answer is for it. */
const LEAVES_ALONE =
  /\b(?:exempt\w*|except(?:ing|ed)?|exclud\w+|skip\w*|bypass\w*|untouched|unlimited|unaffected|ignor\w+|leaves? (?:\S+ ){0,3}(?:alone|open|out)|outside|(?:no|not|without) (?:\w+ ){0,2}(?:limit\w*|auth\w*|log\w*))\b/i;

/**
 * Kept if a health check endpoint is defined, probed, or promised in a sentence that does not put it off. Broken if the
 * answer starts or deploys a server or a worker without one. Not applicable if it adds to a service that runs already, or has no
 * HTTP interface.
 */
export const healthChecks: Scorer = {
  id: 'health-checks',
  version: 2,
  score(answer) {
    const routes = endpointsIn(answer).filter(
      ({ path, source, method }) =>
        (source === 'code' || source === 'contract') && method !== 'WS' && HEALTH_PATH.test(path),
    );
    const found = [
      ...routes.map((route) => evidenceAt(route, 'a health check endpoint')),
      ...codeMentions(answer, PROBE).map(({ span }) => evidenceAt(span, 'a health probe')),
      ...remarksOn(answer, IN_TEXT, (clause) => !isPutOff(clause) && !matches(LEAVES_ALONE, clause)).map(
        ({ span }) => evidenceAt(span, 'speaks of the health check'),
      ),
    ];
    if (found.length > 0) return kept('There is a health check.', found);
    const { kind } = httpInterface(answer);
    // A middleware is shown on a server that only stands for the reader's own.
    const started = kind === 'middleware' ? [] : [...serversIn(answer), ...workersIn(answer)];
    if (started.length > 0)
      return broken(
        'A server or worker is started, but it has no health check.',
        started.map(({ span }) => evidenceAt(span, 'what is started')),
      );
    return notApplicable(
      kind !== 'none'
        ? 'The answer adds to a service that runs already.'
        : 'The answer has no HTTP interface.',
    );
  },
};
