/** The status codes of the IANA registry that an API may answer with. */
export const STATUS_CODES: ReadonlySet<number> = new Set([
  200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403,
  404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426,
  428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 507, 508, 511,
]);

const NAMES: Readonly<Record<number, string>> = {
  200: 'ok',
  201: 'created',
  202: 'accepted',
  204: 'nocontent',
  206: 'partialcontent',
  301: 'movedpermanently movedpermanentlyredirect',
  302: 'found movedtemporarily',
  303: 'seeother',
  304: 'notmodified',
  307: 'temporaryredirect',
  308: 'permanentredirect',
  400: 'badrequest',
  401: 'unauthorized',
  402: 'paymentrequired',
  403: 'forbidden forbid permissiondenied',
  404: 'notfound',
  405: 'methodnotallowed notallowed',
  406: 'notacceptable',
  408: 'requesttimeout',
  409: 'conflict',
  410: 'gone',
  412: 'preconditionfailed',
  413: 'requestentitytoolarge payloadtoolarge contenttoolarge',
  415: 'unsupportedmediatype',
  422: 'unprocessableentity unprocessablecontent',
  423: 'locked',
  425: 'tooearly',
  428: 'preconditionrequired',
  429: 'toomanyrequests',
  500: 'internalservererror',
  501: 'notimplemented',
  502: 'badgateway',
  503: 'serviceunavailable',
  504: 'gatewaytimeout',
};

/** Codes by the names that languages and frameworks give them, in lower case without separators. */
export const STATUS_NAMES: ReadonlyMap<string, number> = new Map(
  Object.entries(NAMES).flatMap(([code, names]) =>
    names.split(' ').map((name) => [name, Number(code)] as const),
  ),
);
