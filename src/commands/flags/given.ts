/** Which of these flags were given, as a user types them and reads them in a sentence; undefined if none was. */
export function givenFlags<Flags extends object>(
  flags: Flags,
  names: Partial<Record<keyof Flags, string>>,
): string | undefined {
  const given = Object.entries(names).flatMap(([flag, name]) =>
    flags[flag as keyof Flags] === undefined ? [] : [String(name)],
  );
  return given.length === 0 ? undefined : new Intl.ListFormat('en').format(given);
}
