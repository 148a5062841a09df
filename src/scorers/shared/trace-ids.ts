/** Names of the id that follows a request through services and logs. */
export const TRACE_ID =
  /\b(?:x[-_])?(?:request|correlation|trace)[-_ ]?ids?\b|\btraceparent\b|\b(?:reqId|req_id|genReqId|requestIdMiddleware)\b|\bopentelemetry\b|\bopen telemetry\b|\basgi[-_]correlation[-_]id\b|\b(?:distributed )?trac(?:e|ing) (?:context|header)s?\b|(?<!\w)(?:request\.id|req\.id)\b/i;
