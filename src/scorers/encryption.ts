import type { Answer } from '../answers/answer.ts';
import { sqlOf } from '../answers/sql.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { isPutOff } from '../answers/mentions.ts';
import { matches } from '../answers/prefilter/match.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { storedTables, type StoredTable } from './shared/stored-tables.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if sensitive data is encrypted, in transit (TLS) or at rest, or secrets that need only be compared are stored as
 * hashes. An address that begins with https, and encryption that is ruled out, asked for or spoken of in general are no such
 * measure. Broken if a column or field holds a password, key, card or identity number as plain text, or if credentials,
 * private messages, payment data or the files of users are stored and nothing protects them. Not applicable otherwise.
 */
export const encryption: Scorer = {
  id: 'encryption',
  version: 3,
  score(answer) {
    const switchedOff = codePlaces(answer, SWITCHED_OFF, ['implementation', 'data', 'shell']).map(
      ({ span }) => evidenceAt(span, 'switches encryption off'),
    );
    if (switchedOff.length > 0) return broken('Encryption in transit is switched off.', switchedOff);
    const sealed = signsOf(answer, {
      why: 'encrypts or hashes',
      code: SEALS,
      roles: ['implementation', 'data', 'shell', 'illustration'],
      text: SEALED,
      isSaid,
    });
    const bare = plainSecrets(answer);
    // TLS does nothing for a password that lies there as it is.
    if (bare.length > 0 && sealed.length === 0) return broken('Sensitive data is kept as plain text.', bare);
    const carried = signsOf(answer, { why: 'encrypts on the way', code: CARRIES, text: CARRIED, isSaid });
    const found = [...sealed, ...carried];
    if (found.length > 0) return kept('Sensitive data is encrypted or hashed.', found);
    const stored = sensitiveData(answer);
    if (stored.length > 0) return broken('Sensitive data is stored, and nothing encrypts it.', stored);
    return notApplicable('The answer handles no sensitive data.');
  },
};

const SEALS =
  /\b(?:argon2\w*|bcrypt\w*|scrypt\w*|pbkdf2\w*|PasswordHasher|CryptContext|pwd_context|hash_password|hashPassword|make_password|password_hash|passwordHash|PasswordEncoder|BCryptPasswordEncoder)\b|\b(?:key|token|secret|code|otp)_?(?:hash|digest)\b|\b(?:key|token|secret)(?:Hash|Digest)\b|\bhash_(?:key|token|api_key|secret)\b|\bhash(?:Key|Token|ApiKey|Secret)\b|\bFernet\b|\bAESGCM\b|\bAES[-_/]?(?:256)?[-_/]?GCM\b|\baes-256-gcm\b|\bcreateCipheriv\(|\bcipher\.NewGCM\b|\bpgp_sym_encrypt\b|\bpgcrypto\b|\bencrypt\w*\(|\bEncrypt\w*\(|@Convert\(\s*converter\s*=\s*\w*Encrypt\w*|\bkms\b|\bKMS\b|\bStorageEncrypted\b|\bstorage_encrypted\s*=\s*true|\bServerSideEncryption\b|\bvault\.(?:decrypted_secrets|create_secret)\b/;
const CARRIES =
  /\bsslmode=(?:require|verify-\w+)\b|\bssl_?mode["']?\s*[:=]\s*["']?(?:require|verify)|\brediss:\/\/|\bssl_certificate\b|\btls\s*[:=]\s*(?:true|True|\{)|\bTLS(?:v1\.[23])?\b|\bListenAndServeTLS\(|\bStrict-Transport-Security\b/;
/** Said of data: that it is encrypted, what encrypts it, or which kind of encryption; an "encrypted messenger" is somebody else's. */
const SEALED =
  /\b(?:is|are|be|being|stays?|gets?|stored|stores?|keeps?|kept|sent|held|lies?|writes?|written|saved?)\b[^.;]{0,40}\b(?:encrypted|hashed)\b|\bencrypt(?:s|ing)?\b|\bencryption\b|\bencrypted (?:at rest|backups?|buckets?|columns?|connections?|dis[ck]s?|fields?|storage|tables?|volumes?|with)\b|(?<!-)\bhash(?:es|ed|ing)?\b(?! (?:slots?|tags?|maps?|joins?|rings?|tables?|partition\w*|index\w*))[^.;]{0,60}\b(?:passwords?|keys?|tokens?|secrets?|codes?|argon2\w*|bcrypt|sha-?256)\b|\b(?:passwords?|keys?|tokens?|secrets?)\b[^.;]{0,60}\b(?:hash(?:es|ed|ing)?|SHA-?256)\b(?! (?:slots?|tags?|maps?|joins?|rings?|tables?|partition\w*|index\w*))|\bverschlüssel\w*|\bcifrad\w*|\bchiffr\w*|加密|暗号化/iu;
const CARRIED = /\bm?TLS\b(?! (?:handshakes?|round))|\bHTTPS\b(?!:\/\/)|\bHSTS\b/u;

const DENIED =
  /\b(?:no|not|without|neither|nor|never|out of scope|requirements?|rather than|instead of)\b[^;:]{0,100}\b(?:encrypt\w*|TLS|HTTPS|hash\w*)\b|\bhash(?:es|ed|ing)? (?:to|into|by|over|across)\b/i;
const DEMANDED =
  /\b(?:refus|reject|forbid|den[iy]|accepts? no|never)\w*\b[^.;]{0,40}\b(?:without|unencrypted|plain[- ]?text)\b/i;
/** Neither put off nor denied: "no end-to-end encryption" encrypts nothing; "never stored unhashed" does. */
const isSaid = (clause: string): boolean =>
  matches(DEMANDED, clause) ||
  (!isPutOff(clause) && !(matches(DENIED, clause) && !/\b(?:only|always|must)\b/i.test(clause)));

const SWITCHED_OFF =
  /\bverify\s*=\s*False\b|\brejectUnauthorized\s*:\s*false|\bInsecureSkipVerify\s*:\s*true|\bsslmode=disable\b(?![^\n]*(?:localhost|127\.0\.0\.1|@db[:/]|@postgres[:/]))/;
const SECRET_COLUMN =
  /^(?:password|passwd|pwd|secret|client_secret|api_?key|access_token|refresh_token|(?:reset|login|session|invite|invitation|magic)_token|ssn|social_security\w*|iban|card_?number|pan|cvv|cvc|credit_?card|passport_?(?:no|number)|tax_?id|national_id|private_key)$/i;
/** Fields that are stored; a field of a request is only passed on. */
const SECRET_FIELD =
  /^[ \t]*(?:password|passwd|client_secret|api_?[kK]ey|ssn|iban|card_?[nN]umber|cvv|credit_?[cC]ard)\b\s*(?::\s*Mapped\[str\]|=\s*(?:mapped_column|Column|db\.Column|models\.\w*Field)\(|[ \t]+String\b)/m;

function plainSecrets(answer: Answer): Evidence[] {
  const columns = sqlOf(answer).flatMap(({ span, table }) => {
    const name = table?.columns.find((column) => SECRET_COLUMN.test(column));
    return name === undefined ? [] : [evidenceAt(span, `the column \`${name}\` holds plain text`)];
  });
  const fields = codePlaces(answer, SECRET_FIELD, ['implementation']).map(({ span }) =>
    evidenceAt(span, 'a field holds plain text'),
  );
  return [...columns, ...fields];
}

/** Stored rows and files that are nobody else's business. */
function sensitiveData(answer: Answer): Evidence[] {
  const tables = storedTables(answer);
  const rows = tables.flatMap((table) => {
    const what = sensitiveKind(table);
    return what === undefined ? [] : [evidenceAt(table.span, `\`${table.name}\` holds ${what}`)];
  });
  // Files are somebody's if a table says whose.
  const owned = tables.some(({ columns }) => columns.some((column) => OWNER.test(column)));
  const files = owned ? codePlaces(answer, FILES, ['implementation']) : [];
  return [...rows, ...files.map(({ span }) => evidenceAt(span, 'the files of users are stored'))];
}

function sensitiveKind({ name, columns }: StoredTable): string | undefined {
  const has = (pattern: RegExp): boolean => columns.some((column) => pattern.test(column));
  if (MESSAGES.test(name) && has(MESSAGE_TEXT) && has(PERSON)) return 'private messages';
  if (PAYMENT_TABLE.test(name)) return 'payment data';
  if (has(RAW) && (PAYMENT.test(name) || has(PAYMENT))) return 'payment data';
  return undefined;
}

const MESSAGES = /^(?:chat_?|direct_?|private_?|conversation_?)?(?:messages?|dms?)$/i;
const MESSAGE_TEXT = /^(?:body|text|content|message)$/i;
const PERSON = /^(?:sender|author|user|from|recipient|conversation|room|channel|thread|chat)\w*$/i;
const PAYMENT_TABLE =
  /^(?:payments?|payment_?methods?|credit_?cards?|cards?|bank_?accounts?|payouts?|charges?)$/i;
const PAYMENT = /payment|invoice|charge|payout|card|refund/i;
const RAW = /^(?:payload|raw(?:_\w+)?|body|data|event_data)$/i;
const OWNER = /^(?:owner|user|customer|patient|tenant|account|member|uploaded_by|uploader)(?:_?id)?$/i;
const FILES =
  /\b(?:put_object|putObject|PutObject\w*|upload_fileobj|upload_file|generate_presigned_(?:url|post)|getSignedUrl|upload_from_\w+|createWriteStream)\b|\bstorage\s*\.from\(/;
