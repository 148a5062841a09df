import { styleText } from 'node:util';
import { counted } from '../counted.ts';
import { inertJson, plain } from '../reports/plain.ts';
import { allSuites, findSuite } from '../suite/find-suite.ts';
import { type Validation, validateSuite } from '../validate.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch validate`. */
export interface ValidateFlags {
  readonly json?: boolean;
}

/** `vouch validate`: everything that suites name is read and checked, and no model is called. */
export async function validateCommand(
  named: readonly string[],
  flags: ValidateFlags,
  io: Io,
): Promise<ExitCode> {
  const suites = named.length > 0 ? await Promise.all(named.map(findSuite)) : await allSuites();
  const validations: Validation[] = [];
  for (const suite of suites) validations.push(await validateSuite(suite));
  io.stdout.write(flags.json ? `${inertJson(validations, 2)}\n` : validations.map(asText).join(''));
  const failed = validations.some(({ findings }) => findings.some(({ level }) => level === 'error'));
  return failed ? EXIT.couldNotRun : EXIT.good;
}

function asText({ suite, agents, tasks, promises, findings }: Validation): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const state = errors > 0 ? styleText('red', counted(errors, 'error')) : styleText('green', 'good');
  const counts = `${counted(agents, 'agent')}, ${counted(tasks, 'task')}, ${counted(promises, 'promise')} made`;
  const lines = findings.map(({ level, message }) => {
    const mark = level === 'error' ? styleText('red', 'error  ') : styleText('yellow', 'warning');
    return `  ${mark}  ${plain(message)}\n`;
  });
  return `${styleText('bold', plain(suite))}  ${state}  ${counts}\n${lines.join('')}`;
}
