/**
 * Takes secrets out of a text that others wrote, and makes it one line of bounded length: the given values, as they
 * are and as URLs and JSON write them, whatever looks like a key of the Messages API or a bearer token, and user and password in URLs.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((form) => form !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  return known
    .replace(/\bsk-[A-Za-z0-9_-]{8,}/g, '***')
    .replace(/\b(Bearer|Basic) +[^\s"',;]+/gi, '$1 ***')
    .replace(/\/\/[^\s/@"'<>]{1,500}@/g, '//***@')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(.{400}).+$/s, '$1…');
}

/** An address that a user mistyped, without what may be a secret in it: user, password, query. */
export function redactAddress(text: string): string {
  return redact(text.replace(/^.*@/s, '***@').replace(/\?[^#]*/s, '?***'));
}
