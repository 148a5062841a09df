import { allMatches } from '../../answers/prefilter/match.ts';

const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passwort',
  'contraseña',
  'secret',
  'token',
  'apikey',
  'jwt',
  'authorization',
  'credential',
  'credentials',
  'otp',
  'pin',
  'cvv',
]);
const KEY_OF = new Set([
  'api',
  'secret',
  'private',
  'signing',
  'encryption',
  'access',
  'jwt',
  'auth',
  'hmac',
  'master',
  'session',
  'service',
  'webhook',
  'aes',
  'raw',
  'plaintext',
]);
/** Something about a secret that happens to be named first: `invalid_token` is a message, `hashed_password` no password. */
const TELLS_OTHER = new Set([
  'invalid',
  'missing',
  'expired',
  'bad',
  'wrong',
  'no',
  'err',
  'error',
  'unknown',
  'hashed',
  'encrypted',
  'masked',
  'redacted',
  'dummy',
  'fake',
  'next',
  'prev',
  'previous',
  'page',
  'continuation',
  'cancellation',
  'cancel',
  'stopping',
  'fencing',
  'lease',
  'lock',
  'has',
  'is',
  'requires',
  'needs',
  'public',
  'csrf',
  'type',
  'hash',
  'eos',
  'syntax',
  'lexer',
  'sync',
]);
const VALUE_OF = new Set(['value', 'string', 'str', 'plain', 'plaintext', 'raw', 'text', 'bytes']);

/** Splits `apiKey`, `API_KEY` and `api-key` into `api`, `key`. */
export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** True if a variable, field or setting of that name holds a secret itself, not its hash, id, length or type. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && VALUE_OF.has(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1) ?? '';
  if (words.slice(0, -1).some((word) => TELLS_OTHER.has(word))) return false;
  if (SECRET_WORDS.has(last)) return true;
  return last === 'key' && KEY_OF.has(words.at(-2) ?? '');
}

const PLACEHOLDER =
  /^(?:<[^>]*>|\.{2,}|…|\*+|x+|_+|-+|\$\{?[\w.]+\}?|\{\{?[^}]*\}?\}|%\w*%?|\[[^\]]*\]|:\w+|\?|redacted|\[?redacted\]?|none|null|nil|undefined|true|false|\d{0,3})$/i;
const KIND_OR_NAME =
  /^(?:str(?:ing)?|text|varchar|char|bytes?|required|optional|bearer|basic|digest|jwt|access|refresh|id|token|password|passwd|api[-_ ]?key|x-[\w-]+|authorization|cookie|header|query|opaque|hidden|oauth2?|hs\d+|rs\d+|es\d+|sha\d*|argon2(?:id)?|bcrypt)$/i;

/**
 * True if a literal that is assigned to something secret is a secret in the code: not a placeholder such as `<secret>`, the name
 * of a kind, field or header, a message, a path or a key of a store.
 */
export function isSecretValue(value: string, name: string): boolean {
  const text = value.trim();
  if (text === '' || PLACEHOLDER.test(text) || text.includes('…') || /\.{3}$/.test(text)) return false;
  if (/\s/.test(text) && !/passphrase|password/i.test(name)) return false;
  if (/\s\S+\s/.test(text)) return false;
  if (
    /^(?:https?|file|arn|projects):|^\/|\/$|^\.{1,2}\/|:$|^[\w-]+:[\w-]*:?$/i.test(text) &&
    !/^[A-Za-z0-9+/]{24,}={0,2}$/.test(text)
  )
    return false;
  if (/^\$argon2|^\$2[aby]\$|^pbkdf2/.test(text)) return false;
  if (FIELD_NAME.test(text) && /token$/i.test(name)) return false;
  if (KIND_OR_NAME.test(text)) return /secret|key$/i.test(name) && /^(?:secret|password)$/i.test(text);
  const own = wordsOf(name).join('');
  return wordsOf(text).join('') !== own || /^(?:secret|password)$/i.test(text);
}

/** Names of tokens and fields, as enumerations of kinds hold them. */
const FIELD_NAME = /^[a-z]+(?:[_-][a-z]+)*[_-](?:token|password|secret|key|id)$/i;

const ISSUED =
  /\b(?:sk_live_\w{10,}|rk_live_\w{10,}|sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}|AKIA(?!IOSFODNN)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{20,}|xox[abp]-[\w-]{10,}|AIza[\w-]{30,}|glpat-[\w-]{18,}|npm_[A-Za-z0-9]{30,}|eyJ[\w-]{15,500}\.eyJ[\w-]{15,2000}\.[\w-]{20,500})\b|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/]{20}/g;

/** Secrets that can be told by their form alone: keys and tokens as providers issue them, private keys. */
export const issuedSecrets = (code: string): { start: number; end: number }[] =>
  [...allMatches(ISSUED, code)].map((match) => ({ start: match.index, end: match.index + match[0].length }));

const URL_WITH_PASSWORD =
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/([^\s:@/'"<>{}$]{0,60}):([^\s@/'"]{1,80})@([^\s/:'"?]{0,80})/gi;
const CONVENTIONAL =
  /^(?:user(?:name)?|pass(?:word|wd)?|pwd|secret|postgres|root|admin|guest|app|test|dev|local|example|changeme|change-me|redis|mysql|db|x+|\*+|\.{3}|…|your[\w-]*|my[\w-]*)$/i;
const LOCAL =
  /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|db|postgres|database|redis|mysql|rabbitmq|mongo|host|example\.com|.*\.example(?:\.com)?|)$/i;

/** Connection strings that carry a password which is neither a placeholder nor the conventional one of a local container. */
export function passwordsInUrls(text: string): { start: number; end: number }[] {
  if (!text.includes('://')) return [];
  return [...text.matchAll(URL_WITH_PASSWORD)].flatMap((match) => {
    const [whole, user = '', password = '', host = ''] = match;
    const isVariable = /[<>{}$%]/.test(password) || PLACEHOLDER.test(password);
    const isConventional = LOCAL.test(host) && (CONVENTIONAL.test(password) || password === user);
    const isExample = CONVENTIONAL.test(password) && CONVENTIONAL.test(user);
    return isVariable || isConventional || isExample
      ? []
      : [{ start: match.index, end: match.index + whole.length }];
  });
}
