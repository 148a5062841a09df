import type { Answer } from '../answer.ts';
import { programsOf, type PlacedProgram } from '../programs.ts';
import { programs } from '../tokens/program.ts';
import { bracedLoops, goLoops } from './braced-loops.ts';
import { codeBetween, type Loop } from './loop.ts';
import { pythonLoops } from './python-loops.ts';
import { scriptLoops } from './script-loops.ts';

/** The loops over collections in an answer's own implementation code: statements, comprehensions, `map` and `forEach`. */
export function loopsIn(answer: Answer): Loop[] {
  const read = programsOf(answer).filter(({ program }) => program.block.role === 'implementation');
  const others = programs(
    answer,
    ({ role, language }) =>
      role === 'implementation' && /^(?:java|kotlin|csharp|php|scala|swift|rust)$/.test(language),
  );
  return [...read.flatMap(loopsOf), ...others.flatMap(bracedLoops)];
}

function loopsOf({ program, place }: PlacedProgram): Loop[] {
  const { language, tokens } = program;
  const read = language === 'python' ? pythonLoops : language === 'go' ? goLoops : scriptLoops;
  return read(program).map(({ variables, iterable, body: [first, last] }) => {
    const start = tokens[first]?.start ?? 0;
    return {
      variables: variables.match(/[A-Za-z_$][\w$]*/g) ?? [],
      iterable: codeBetween(program, ...iterable),
      body: codeBetween(program, first, last),
      place: (from, to) => place(start + from, start + to),
    };
  });
}
