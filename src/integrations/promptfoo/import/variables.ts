/** What a test of promptfoo gives to the templates. */
type Variables = Readonly<Record<string, unknown>>;

/** Why no task comes of a test with these variables. */
export function unsayable(vars: Variables): { missing: string } | undefined {
  for (const [name, value] of Object.entries(vars)) {
    if (Array.isArray(value)) return { missing: `its variable ${name} is a list of values` };
    if (typeof value !== 'string') continue;
    if (value.startsWith('file://')) return { missing: `its variable ${name} is a file` };
    const logic = [...value.matchAll(/\{\{\s*(\w+)\b[^{}]*\}\}/g)].find(
      ([placeholder, other = '']) => vars[other] !== undefined && !PLACEHOLDER.test(placeholder),
    );
    if (logic) return { missing: `its variable ${name} holds ${logic[0]}, which is more than a variable` };
  }
  return undefined;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/;

/** Variables as promptfoo uses them: with the texts of those that they name, and without a last line break. */
export function resolved(vars: Variables): Variables {
  const textWith = (value: string, inside: readonly string[]): string =>
    value.replace(/\n$/, '').replace(new RegExp(PLACEHOLDER, 'g'), (placeholder, name: string) => {
      const other = vars[name];
      if (other === undefined || inside.includes(name)) return placeholder;
      return typeof other === 'string' ? textWith(other, [...inside, name]) : textOf(other);
    });
  return Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      typeof value === 'string' ? textWith(value, [name]) : value,
    ]),
  );
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);

/** Puts variables in their places; anything but plain `{{ name }}` is refused rather than guessed. */
export function render(template: string, vars: Variables): { text: string } | { missing: string } {
  let missing: string | undefined;
  const text = template.replace(/\{\{([^{}]*)\}\}/g, (whole, inner: string) => {
    const name = inner.trim();
    const value = vars[name];
    if (!/^[\w-]+$/.test(name)) missing ??= `{{${inner}}} is more than a variable`;
    else if (value === undefined) missing ??= `it has no variable ${name}`;
    return value === undefined ? whole : textOf(value);
  });
  if (missing === undefined && text.trim() === '') missing = 'its message is empty';
  return missing === undefined ? { text } : { missing };
}
