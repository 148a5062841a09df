import { describe, expect, it } from 'vitest';
import { parseAnswer } from '../parse.ts';
import { loopsIn } from './loops.ts';

const loops = (language: string, ...lines: string[]): string[] => {
  const text = `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;
  return loopsIn(parseAnswer({ turns: [text], user: ['Build it.'] })).map(
    ({ variables, iterable, body, place }) => {
      const { start, end } = place(0, body.length);
      expect(text.slice(start, end)).toBe(body);
      return `${variables.join()} of ${iterable}: ${body.replace(/\s+/g, ' ')}`;
    },
  );
};

describe('the loops of an answer', () => {
  it('are the statements and comprehensions of Python, not its streams', () => {
    expect(
      loops(
        'python',
        'def read(db, rows):',
        '    for at, row in enumerate(rows):',
        '        use(row)',
        '',
        '        done(at)',
        '    async for message in stream:',
        '        use(message)',
        '    for x in rows: use(x)',
        '    names = [name for row in rows if row for name in row.names]',
        '    return {key: 1 for key in names}',
      ),
    ).toEqual([
      'at,row of enumerate(rows): use(row) done(at)',
      'x of rows: use(x)',
      'row of rows: [name for row in rows if row for name in row.names]',
      'name of row.names: [name for row in rows if row for name in row.names]',
      'key of names: {key: 1 for key in names}',
    ]);
  });

  it('are the statements and callbacks of TypeScript', () => {
    expect(
      loops(
        'ts',
        'for (const { id, name } of await read()) {',
        '  use(id, name);',
        '}',
        'for await (const part of stream) use(part);',
        'for (let i = 0; i < 3; i++) use(i);',
        'for (const key in all) use(key);',
        'const ids = (await read(db)).rows.map<string>((row: Row, at): string => row.id);',
        'ids?.forEach(async function (id) {',
        '  await use(id);',
        '});',
        'await Promise.all(ids.flatMap(async (id) => {',
        '  use(id);',
        '}));',
        'ids.map(use);',
      ),
    ).toEqual([
      'id,name of await read(): { use(id, name); }',
      'key of all: use(key);',
      'row,at of (await read(db)).rows: row.id',
      'id of ids: { await use(id); }',
      'id of ids: { use(id); }',
    ]);
  });

  it('are the ranges of Go', () => {
    expect(
      loops(
        'go',
        'for _, row := range rows {',
        '\tuse(row)',
        '}',
        'for _, name := range []string{"a", "b"} {',
        '\tuse(name)',
        '}',
        'for i := 0; i < 3; i++ {',
        '\tuse(i)',
        '}',
        'for range ticks {',
        '\tuse(nil)',
        '}',
      ),
    ).toEqual(['_,row of rows: { use(row) }', '_,name of []string{"a", "b"}: { use(name) }']);
  });

  it('are those over members in PHP, Java and their like', () => {
    expect(loops('php', '<?php', 'foreach ($orders as $order) {', '  use($order);', '}', 'end();')).toEqual([
      '$order of $orders: { use($order); }',
    ]);
  });
});
