import { describe, expect, it } from 'vitest';
import { parseAnswer } from './parse.ts';
import { pythonFiles } from './python-files.ts';

const functions = (...lines: string[]) => {
  const text = `\`\`\`python\n${lines.join('\n')}\n\`\`\`\n`;
  const answer = parseAnswer({ turns: [text], user: ['Build it.'] });
  return pythonFiles(answer).flatMap((file) =>
    file.functions.map((found) => {
      const { start, end } = file.place(found.start, found.end);
      return { ...found, head: text.slice(start, end) };
    }),
  );
};

describe('the functions of Python', () => {
  it('have names, heads and parameters with their types', () => {
    const [found, ...more] = functions(
      'async def find[T](',
      '    db: Session, /, name, *rest: int, key: dict[str, int] = {}, limit=10, **options',
      ') -> list[T]:  # slow',
      '    return []',
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({ name: 'find', isAsync: true, returnAnnotated: true });
    expect(found?.head).toMatch(/^async def find[^]*\]:$/);
    expect(found?.parameters.map(({ name, kind, type }) => `${kind} ${name}: ${type}`)).toEqual([
      'plain db: Session',
      'plain name: ',
      'args rest: int',
      'plain key: dict[str, int]',
      'plain limit: ',
      'kwargs options: ',
    ]);
  });

  it('belong to classes, without their receiver', () => {
    const found = functions(
      'class Orders:',
      '    def add(self, order): ...',
      '',
      '    @staticmethod',
      '    def of(order):',
      '        def inner(part): return part',
      '        return inner(order)',
      '',
      'def after(first): pass',
    );
    expect(
      found.map(({ name, isMethod, enclosingClass, parameters }) => [
        name,
        isMethod,
        enclosingClass,
        parameters.map((parameter) => parameter.name).join(),
      ]),
    ).toEqual([
      ['add', true, 'Orders', 'order'],
      ['of', true, 'Orders', 'order'],
      ['inner', false, 'Orders', 'part'],
      ['after', false, undefined, 'first'],
    ]);
  });

  it('know their decorators, and tests with what stands in them', () => {
    const found = functions(
      '@router.get(',
      '    "/orders",',
      ')  # public',
      '@cached',
      'def read(): ...',
      '',
      'class TestOrders(Base):',
      '    def helper(self):',
      '        text = """',
      'def no_function(): ...',
      '"""',
      '@pytest.fixture',
      'def db():',
      '    def open_it(): ...',
    );
    expect(found.map(({ name, isTest, decorators }) => [name, isTest, decorators])).toEqual([
      ['read', false, ['router.get(\n    "/orders",\n)', 'cached']],
      ['helper', true, []],
      ['db', true, ['pytest.fixture']],
      ['open_it', true, []],
    ]);
  });

  it('are found in code that does not parse', () => {
    const found = functions(
      'x = (1, 2',
      '',
      'def one(a: int) -> int:',
      '    return a +',
      '',
      'def two(a',
      '',
    );
    expect(found.map(({ name }) => name)).toEqual(['one']);
  });
});
