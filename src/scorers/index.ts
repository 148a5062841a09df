import { accessControl } from './access-control.ts';
import { apiDocumented } from './api-documented.ts';
import { asksBeforeCode } from './asks-before-code.ts';
import { asyncEndpoints } from './async-endpoints.ts';
import { backwardCompatibility } from './backward-compatibility.ts';
import { bottlenecksNoted } from './bottlenecks-noted.ts';
import { cachingStrategy } from './caching-strategy.ts';
import { completeCode } from './complete-code.ts';
import { complexityAnalysis } from './complexity-analysis.ts';
import { connectionPooling } from './connection-pooling.ts';
import { costAnalysis } from './cost-analysis.ts';
import { ddlValid } from './ddl-valid.ts';
import { decisionRecords } from './decision-records.ts';
import { dependenciesNoted } from './dependencies-noted.ts';
import { diagram } from './diagram.ts';
import { encryption } from './encryption.ts';
import { envAndConfig } from './env-and-config.ts';
import { errorHandling } from './error-handling.ts';
import { errorJsonFormat } from './error-json-format.ts';
import { etag } from './etag.ts';
import { frontendGuide } from './frontend-guide.ts';
import { gracefulShutdown } from './graceful-shutdown.ts';
import { graphqlValid } from './graphql-valid.ts';
import { healthChecks } from './health-checks.ts';
import { httpStatusCodes } from './http-status-codes.ts';
import { idempotency } from './idempotency.ts';
import { importsComplete } from './imports-complete.ts';
import { incrementalDelivery } from './incremental-delivery.ts';
import { inlineComments } from './inline-comments.ts';
import { loggingAndMonitoring } from './logging-and-monitoring.ts';
import { metricsAndAlerts } from './metrics-and-alerts.ts';
import { migrationOrRollback } from './migration-or-rollback.ts';
import { multipleApproaches } from './multiple-approaches.ts';
import { nPlusOne } from './n-plus-one.ts';
import { noSecrets } from './no-secrets.ts';
import { openapiValid } from './openapi-valid.ts';
import { pagination } from './pagination.ts';
import { parameterizedQueries } from './parameterized-queries.ts';
import { pep8 } from './pep8.ts';
import { performanceTargets } from './performance-targets.ts';
import { planBeforeCode } from './plan-before-code.ts';
import { pydanticModels } from './pydantic-models.ts';
import { pythonTypeHints } from './python-type-hints.ts';
import { quantifiedImpact } from './quantified-impact.ts';
import { rateLimits } from './rate-limits.ts';
import { requestId } from './request-id.ts';
import { resiliencePatterns } from './resilience-patterns.ts';
import { retriesWithBackoff } from './retries-with-backoff.ts';
import { rowLevelSecurity } from './row-level-security.ts';
import { schemaWithIndexes } from './schema-with-indexes.ts';
import type { Scorer } from './scorer.ts';
import { securityConsiderations } from './security-considerations.ts';
import { similarSystems } from './similar-systems.ts';
import { softDeletes } from './soft-deletes.ts';
import { statesUnderstanding } from './states-understanding.ts';
import { structuredLogging } from './structured-logging.ts';
import { tenSections } from './ten-sections.ts';
import { testsIncluded } from './tests-included.ts';
import { tradeOffs } from './trade-offs.ts';
import { transactions } from './transactions.ts';
import { validatedInput } from './validated-input.ts';
import { versionedApi } from './versioned-api.ts';

const scorers: readonly Scorer[] = [
  accessControl,
  apiDocumented,
  asksBeforeCode,
  asyncEndpoints,
  backwardCompatibility,
  bottlenecksNoted,
  cachingStrategy,
  completeCode,
  complexityAnalysis,
  connectionPooling,
  costAnalysis,
  ddlValid,
  decisionRecords,
  dependenciesNoted,
  diagram,
  encryption,
  envAndConfig,
  errorHandling,
  errorJsonFormat,
  etag,
  frontendGuide,
  gracefulShutdown,
  graphqlValid,
  healthChecks,
  httpStatusCodes,
  idempotency,
  importsComplete,
  incrementalDelivery,
  inlineComments,
  loggingAndMonitoring,
  metricsAndAlerts,
  migrationOrRollback,
  multipleApproaches,
  nPlusOne,
  noSecrets,
  openapiValid,
  pagination,
  parameterizedQueries,
  pep8,
  performanceTargets,
  planBeforeCode,
  pydanticModels,
  pythonTypeHints,
  quantifiedImpact,
  rateLimits,
  requestId,
  resiliencePatterns,
  retriesWithBackoff,
  rowLevelSecurity,
  schemaWithIndexes,
  securityConsiderations,
  similarSystems,
  softDeletes,
  statesUnderstanding,
  structuredLogging,
  tenSections,
  testsIncluded,
  tradeOffs,
  transactions,
  validatedInput,
  versionedApi,
];

/** The scorers that the catalogue's `scorer` can name, by id. */
export const BUILT_IN_SCORERS: ReadonlyMap<string, Scorer> = new Map(
  scorers.map((scorer) => [scorer.id, scorer]),
);
