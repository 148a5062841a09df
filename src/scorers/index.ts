import { apiDocumented } from './api-documented.ts';
import { asksBeforeCode } from './asks-before-code.ts';
import { asyncEndpoints } from './async-endpoints.ts';
import { bottlenecksNoted } from './bottlenecks-noted.ts';
import { cachingStrategy } from './caching-strategy.ts';
import { complexityAnalysis } from './complexity-analysis.ts';
import { ddlValid } from './ddl-valid.ts';
import { dependenciesNoted } from './dependencies-noted.ts';
import { diagram } from './diagram.ts';
import { envAndConfig } from './env-and-config.ts';
import { errorJsonFormat } from './error-json-format.ts';
import { etag } from './etag.ts';
import { graphqlValid } from './graphql-valid.ts';
import { healthChecks } from './health-checks.ts';
import { httpStatusCodes } from './http-status-codes.ts';
import { idempotency } from './idempotency.ts';
import { importsComplete } from './imports-complete.ts';
import { inlineComments } from './inline-comments.ts';
import { metricsAndAlerts } from './metrics-and-alerts.ts';
import { migrationOrRollback } from './migration-or-rollback.ts';
import { multipleApproaches } from './multiple-approaches.ts';
import { noSecrets } from './no-secrets.ts';
import { openapiValid } from './openapi-valid.ts';
import { pagination } from './pagination.ts';
import { parameterizedQueries } from './parameterized-queries.ts';
import { pep8 } from './pep8.ts';
import { planBeforeCode } from './plan-before-code.ts';
import { pydanticModels } from './pydantic-models.ts';
import { pythonTypeHints } from './python-type-hints.ts';
import { quantifiedImpact } from './quantified-impact.ts';
import { rateLimits } from './rate-limits.ts';
import { requestId } from './request-id.ts';
import { retriesWithBackoff } from './retries-with-backoff.ts';
import { rowLevelSecurity } from './row-level-security.ts';
import { schemaWithIndexes } from './schema-with-indexes.ts';
import type { Scorer } from './scorer.ts';
import { securityConsiderations } from './security-considerations.ts';
import { statesUnderstanding } from './states-understanding.ts';
import { structuredLogging } from './structured-logging.ts';
import { tenSections } from './ten-sections.ts';
import { testsIncluded } from './tests-included.ts';
import { tradeOffs } from './trade-offs.ts';
import { validatedInput } from './validated-input.ts';
import { versionedApi } from './versioned-api.ts';

const scorers: readonly Scorer[] = [
  apiDocumented,
  asksBeforeCode,
  asyncEndpoints,
  bottlenecksNoted,
  cachingStrategy,
  complexityAnalysis,
  ddlValid,
  dependenciesNoted,
  diagram,
  envAndConfig,
  errorJsonFormat,
  etag,
  graphqlValid,
  healthChecks,
  httpStatusCodes,
  idempotency,
  importsComplete,
  inlineComments,
  metricsAndAlerts,
  migrationOrRollback,
  multipleApproaches,
  noSecrets,
  openapiValid,
  pagination,
  parameterizedQueries,
  pep8,
  planBeforeCode,
  pydanticModels,
  pythonTypeHints,
  quantifiedImpact,
  rateLimits,
  requestId,
  retriesWithBackoff,
  rowLevelSecurity,
  schemaWithIndexes,
  securityConsiderations,
  statesUnderstanding,
  structuredLogging,
  tenSections,
  testsIncluded,
  tradeOffs,
  validatedInput,
  versionedApi,
];

/** The scorers that the catalogue's `scorer` can name, by id. */
export const BUILT_IN_SCORERS: ReadonlyMap<string, Scorer> = new Map(
  scorers.map((scorer) => [scorer.id, scorer]),
);
