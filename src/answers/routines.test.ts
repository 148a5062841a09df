import { describe, expect, it } from 'vitest';
import { parseAnswer } from './parse.ts';
import { routinesIn } from './routines.ts';

const routines = (language: string, ...lines: string[]) => {
  const text = `\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`;
  const answer = parseAnswer({ turns: [text], user: ['Build it.'] });
  return routinesIn(answer).map(({ name, own, span }) => ({
    name,
    own: own.replace(/\s+/g, ' ').trim(),
    quote: text.slice(span.start, span.end).split('\n', 1)[0],
  }));
};

describe('the routines of an answer', () => {
  it('are the functions of Python with their decorators, without their comments and inner functions', () => {
    expect(
      routines(
        'python',
        '@router.get("/v1/a")',
        'async def read(db):  # one query',
        '    def inner():',
        '        return 1',
        '    return db',
      ),
    ).toEqual([
      {
        name: 'read',
        own: '@router.get("/v1/a") async def read(db): return db',
        quote: '@router.get("/v1/a")',
      },
      { name: 'inner', own: 'def inner(): return 1', quote: 'def inner():' },
    ]);
  });

  it('are methods with their annotations, and no control statements', () => {
    expect(
      routines(
        'java',
        'class Orders {',
        '  @Transactional',
        '  public Order place(Input input) {',
        '    if (input.isEmpty()) {',
        '      throw new Bad();',
        '    }',
        '    return save(input);',
        '  }',
        '}',
      ).map(({ name }) => name),
    ).toEqual(['place']);
  });

  it('are callbacks, which count apart from the routine around them', () => {
    expect(
      routines(
        'ts',
        'export function place(input: Input): Promise<Order> {',
        '  return db.transaction(async (tx) => {',
        '    await tx.save(input);',
        '    return input.order;',
        '  });',
        '}',
      ).map(({ name, own }) => [name, own]),
    ).toEqual([
      ['place', 'export function place(input: Input): Promise<Order> { return db.transaction(async ); }'],
      ['', '(tx) => { await tx.save(input); return input.order; }'],
    ]);
  });

  it('are the functions of Go, whatever they return', () => {
    expect(
      routines(
        'go',
        'func (s *Store) Names(ctx context.Context) ([]string, error) {',
        '\tfor _, row := range load(ctx) {',
        '\t\tuse(row)',
        '\t}',
        '\treturn nil, nil',
        '}',
      ).map(({ name }) => name),
    ).toEqual(['Names']);
  });
});
