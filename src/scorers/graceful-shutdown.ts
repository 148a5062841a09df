import type { Scorer } from './scorer.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { serversIn, workersIn } from '../answers/http/services.ts';
import { signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if what runs stops in order: it handles SIGTERM, drains requests or jobs, or releases what it holds in a lifespan
 * or shutdown hook, or a sentence says so. Broken if the answer starts or deploys a server or a worker without any of it. Not
 * applicable if it adds to a service that runs already.
 */
export const gracefulShutdown: Scorer = {
  id: 'graceful-shutdown',
  version: 2,
  score(answer) {
    const found = signsOf(answer, { why: 'stops in order', code: IN_CODE, text: IN_TEXT });
    if (found.length > 0) return kept('It shuts down in order.', found);
    // A middleware is shown on a server that only stands for the reader's own.
    const started =
      httpInterface(answer).kind === 'middleware' ? [] : [...serversIn(answer), ...workersIn(answer)];
    if (started.length === 0) return notApplicable('The answer starts neither a server nor a worker.');
    return broken(
      'A server or worker is started, and nothing says how it stops.',
      started.map(({ span }) => evidenceAt(span, 'what is started')),
    );
  },
};

const IN_CODE =
  /\bSIG(?:TERM|INT|QUIT)\b|\bsignal\.(?:Notify|NotifyContext|signal)\(|\badd_signal_handler\(|@asynccontextmanager\s+async def \w*lifespan\w*\([^]{0,1500}?\byield\b[^\n]*\n\s*(?:finally:\s*)?\s*(?:await\s|\w+\.)|\basync def \w*lifespan\w*\([^]{0,1500}?\byield\b[^]{0,300}?\.(?:cancel|a?close|stop|shutdown|dispose|disconnect)\w*\(|\bstoppingToken\b|\bApplicationStopping\b|\basync def \w*lifespan\w*\([^]{0,1500}?\basync with\b[^]{0,600}?\byield\b|\bon_event\(\s*["']shutdown|\bon_shutdown\b|\badd_event_handler\(\s*["']shutdown|\.Shutdown\(\s*ctx|\bsrv\.Shutdown\(|\bserver\.close\(|\bapp\.close\(|\bfastify\.close\(|\benableShutdownHooks\b|\bonApplicationShutdown\b|\bonModuleDestroy\b|\bserver\.shutdown\s*[:=]\s*graceful|\bshutdown:\s*graceful\b|\bterminationGracePeriodSeconds\b|\bpreStop\b|\bstop_grace_period\b|\b(?:timeout[-_])?graceful[-_](?:shutdown|timeout)\w*|--graceful-timeout|\baddShutdownHook\(|@PreDestroy\b|\bIHostApplicationLifetime\b|\bwith_graceful_shutdown\(|\bcreateTerminus\(|\bon_job_end\b|\bworker_shutdown\b|\bworker\.close\(/;
const IN_TEXT =
  /\bgraceful(?:ly)?[- ](?:shut\w*|stop\w*|terminat\w*|exit\w*|drain\w*)|\bshut(?:s|ting)?[- ]?down\b.{0,25}\b(?:graceful\w*|clean\w*|in order)\b|\bsigterm\b|\bdrain(?:s|ed|ing)?\b.{0,40}\b(?:connections?|requests?|jobs?|sockets?|workers?|in[- ]flight)\b|\b(?:in[- ]flight|open|running) (?:requests?|jobs?|connections?)\b.{0,60}\b(?:finish\w*|complet\w*|drain\w*)/i;
