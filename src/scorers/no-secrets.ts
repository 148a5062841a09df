import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { allMatches } from '../answers/prefilter/match.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { isProgramming, programOf } from '../answers/tokens/program.ts';
import { hardCodedSecrets, loggedSecrets } from './shared/secrets-in-code.ts';
import { isSecretName, isSecretValue, issuedSecrets, passwordsInUrls } from './shared/secret-names.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if no code hard-codes, logs or prints a secret, password or token. Reading it from the environment is right, test
 * values in tests and placeholders such as `<secret>` are fine. Not applicable without code.
 */
export const noSecrets: Scorer = {
  id: 'no-secrets',
  version: 2,
  score(answer): Verdict {
    const blocks = offeredBlocks(answer);
    if (blocks.length === 0) return notApplicable('The answer has no code.');
    const leaks = blocks.flatMap(leaksIn);
    const [first] = leaks;
    return first === undefined
      ? kept('No code logs or hard-codes a secret.', readSecrets(blocks))
      : broken(first.why, leaks);
  },
};

const CODE_ROLES = new Set(['implementation', 'test', 'illustration', 'data', 'shell']);

function offeredBlocks(answer: Answer): CodeBlock[] {
  const blocks = answer.turns.flatMap((turn) =>
    turn.blocks.filter(
      (block) => !block.quotesUser && CODE_ROLES.has(block.role) && !isAntiExample(block, turn),
    ),
  );
  return blocks.some(
    ({ role, language }) => role === 'implementation' || role === 'test' || isProgramming(language),
  )
    ? blocks
    : [];
}

function leaksIn(block: CodeBlock): Evidence[] {
  const isExample = block.role === 'data' || block.role === 'shell';
  const found = issuedSecrets(block.code).map((place) => ({ ...place, why: 'A secret stands in the code.' }));
  if (!isExample)
    found.push(
      ...passwordsInUrls(block.code)
        .filter(() => block.role !== 'test')
        .map((place) => ({ ...place, why: 'A password stands in a connection string in the code.' })),
    );
  if (isProgramming(block.language) && block.role !== 'test') {
    const program = programOf(block);
    found.push(...hardCodedSecrets(program), ...loggedSecrets(program));
  } else if (!isExample && block.role === 'implementation') found.push(...configuredSecrets(block));
  return found.map(({ start, end, why }) => ({ ...spanInBlock(block, start, end), why }));
}

const SETTING =
  /^[ \t]*(?:-[ \t]+|ENV[ \t]+|ARG[ \t]+|export[ \t]+)?["']?([\w.-]{2,60})["']?[ \t]*[:=][ \t]*["']?([^\s"'#,]{1,200})["']?[ \t,]*(?:#[^\n]*)?$/gm;
const SQL_PASSWORD = /\b(?:password|identified\s+by)\s+'([^'\n]{1,200})'/gi;
/** Values that nobody takes for a secret in configuration and scripts. */
const EXAMPLE_VALUE =
  /^(?:change|replace|your|my|example|dummy|test|dev|local|postgres|password|secret$|app$|admin$|root$|set|todo|from|valuefrom|!|\$)/i;

/** Settings and SQL that carry a secret as a literal; conventional example values are none. */
function configuredSecrets({ code, language }: CodeBlock): { start: number; end: number; why: string }[] {
  const pattern = language === 'sql' ? SQL_PASSWORD : SETTING;
  return [...code.matchAll(pattern)].flatMap((match) => {
    const [name, value] =
      language === 'sql' ? ['password', match[1] ?? ''] : [match[1] ?? '', match[2] ?? ''];
    if (!isSecretName(name) || !isSecretValue(value, name) || EXAMPLE_VALUE.test(value)) return [];
    return [
      {
        start: match.index,
        end: match.index + match[0].length,
        why: `The value of \`${name}\` stands in the code.`,
      },
    ];
  });
}

const FROM_ENVIRONMENT =
  /\b(?:os\.environ|os\.getenv|process\.env|Deno\.env|os\.Getenv|System\.getenv|ENV\[|BaseSettings|SecretStr|import\.meta\.env)\b/g;

function readSecrets(blocks: readonly CodeBlock[]): Evidence[] {
  return blocks.flatMap((block) =>
    [...allMatches(FROM_ENVIRONMENT, block.code)].slice(0, 2).map((match) => ({
      ...spanInBlock(block, match.index, match.index + match[0].length),
      why: 'Settings are read from outside the code.',
    })),
  );
}
