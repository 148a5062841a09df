import type { FieldValue, ObjectLiteral } from './object-literals.ts';

/** Classes of Python whose annotated attributes are fields, as types. */
export function pythonClasses(text: string): ObjectLiteral[] {
  const found: ObjectLiteral[] = [];
  for (const match of text.matchAll(/^([ \t]*)class (\w+)(?:\(([^)\n]{0,200})\))?:[^\n]*\n/gm)) {
    const [head, indent = '', name = '', bases = ''] = match;
    const bodyStart = match.index + head.length;
    const fields = new Map<string, FieldValue>();
    let end = bodyStart;
    for (const line of text.slice(bodyStart, bodyStart + 6000).split('\n')) {
      const depth = /^[ \t]*/.exec(line)?.[0].length ?? 0;
      if (line.trim() !== '' && depth <= indent.length) break;
      const field = /^[ \t]+(\w+)\s*:\s*([^=#\n]{1,200})(?:=\s*([^\n]{0,300}))?/.exec(line);
      if (field !== null && depth <= indent.length + 4) {
        const alias = /\b(?:serialization_)?alias\s*=\s*["'](\w+)["']/.exec(field[3] ?? '')?.[1];
        fields.set(alias ?? field[1] ?? '', {
          objects: [],
          names: field[2]?.match(/\w+/g) ?? [],
          isScalar: false,
          text: field[2] ?? '',
        });
      }
      end += line.length + 1;
    }
    if (fields.size === 0) continue;
    found.push({
      kind: 'type',
      start: match.index,
      end: Math.min(end, text.length),
      fields,
      spreads: bases.match(/\w+/g) ?? [],
      name,
      callee: '',
      arguments: [],
      parent: undefined,
      isReturned: false,
    });
  }
  return found;
}
