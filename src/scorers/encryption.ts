import type { Answer } from '../answers/answer.ts';
import { sqlOf } from '../answers/sql.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { codePlaces, signsOf } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if sensitive data is encrypted, in transit (TLS) or at rest, and secrets that need only be compared are hashed.
 * Broken if a column or field holds a password, key, card or identity number as plain text, or nothing is encrypted where
 * such data is at hand. Not applicable if the answer has no sensitive data in hand and speaks of no encryption.
 */
export const encryption: Scorer = {
  id: 'encryption',
  version: 2,
  score(answer) {
    const bare = plainSecrets(answer);
    const found = signsOf(answer, { why: 'encrypts or hashes', code: IN_CODE, text: IN_TEXT });
    const switchedOff = codePlaces(answer, SWITCHED_OFF, ['implementation', 'data', 'shell']).map(
      ({ span }) => evidenceAt(span, 'switches encryption off'),
    );
    if (switchedOff.length > 0) return broken('Encryption in transit is switched off.', switchedOff);
    if (bare.length > 0 && found.length === 0) return broken('Sensitive data is kept as plain text.', bare);
    if (found.length > 0) return kept('Sensitive data is encrypted or hashed.', found);
    return notApplicable('The answer handles no sensitive data.');
  },
};

const IN_CODE =
  /\b(?:argon2\w*|bcrypt\w*|scrypt\w*|pbkdf2\w*|PasswordHasher|CryptContext|pwd_context|hash_password|hashPassword|make_password|password_hash|passwordHash|PasswordEncoder|BCryptPasswordEncoder)\b|\b(?:key|token|secret|code|otp)_?(?:hash|digest)\b|\b(?:key|token|secret)(?:Hash|Digest)\b|\bhash_(?:key|token|api_key|secret)\b|\bhash(?:Key|Token|ApiKey|Secret)\b|\bFernet\b|\bAESGCM\b|\bAES[-_/]?(?:256)?[-_/]?GCM\b|\baes-256-gcm\b|\bcreateCipheriv\(|\bcipher\.NewGCM\b|\bpgp_sym_encrypt\b|\bpgcrypto\b|\bencrypt\w*\(|\bEncrypt\w*\(|@Convert\(\s*converter\s*=\s*\w*Encrypt\w*|\bkms\b|\bKMS\b|\bsslmode=(?:require|verify-\w+)\b|\bssl_?mode["']?\s*[:=]\s*["']?(?:require|verify)|\brediss:\/\/|\bssl_certificate\b|\btls\s*[:=]\s*(?:true|True|\{)|\bTLS(?:v1\.[23])?\b|\bListenAndServeTLS\(|\bStorageEncrypted\b|\bstorage_encrypted\s*=\s*true|\bServerSideEncryption\b|\bStrict-Transport-Security\b|\bvault\.(?:decrypted_secrets|create_secret)\b/;
const IN_TEXT =
  /\bencrypt(?:s|ed|ion|ing)?\b|\bTLS\b|\bHTTPS\b|\bhash(?:es|ed|ing)?\b.{0,60}\b(?:passwords?|keys?|tokens?|secrets?|codes?|argon2\w*|bcrypt|sha-?256)\b|\b(?:passwords?|keys?|tokens?|secrets?)\b.{0,60}\bhash(?:es|ed|ing)?\b|\bat rest\b|\bverschlüssel\w*|\bcifrad\w*|\bchiffr\w*|加密|暗号化/iu;
const SWITCHED_OFF =
  /\bverify\s*=\s*False\b|\brejectUnauthorized\s*:\s*false|\bInsecureSkipVerify\s*:\s*true|\bsslmode=disable\b(?![^\n]*(?:localhost|127\.0\.0\.1|@db[:/]|@postgres[:/]))/;
const SECRET_COLUMN =
  /^(?:password|passwd|pwd|secret|client_secret|api_?key|access_token|refresh_token|ssn|social_security\w*|iban|card_?number|pan|cvv|cvc|credit_?card|passport_?(?:no|number)|tax_?id|national_id|private_key)$/i;
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
