import { InvalidArgumentError, Option } from 'commander';
import type { Reporters } from '../../reports/reporters.ts';

/** A reporter that the user asked for, and the file its text goes to; stdout if there is none. */
export interface ReporterChoice {
  readonly name: string;
  readonly path: string | undefined;
}

/** `--reporter`, for a subject that these reporters can tell. */
export function reporterOption(reporters: Reporters<never>): Option {
  const names = Object.keys(reporters);
  return new Option(
    '--reporter <name[=file]>',
    `form of the report: ${names.join(', ')}; into a file with =file; repeatable (default: terminal)`,
  ).argParser((text: string, previous: readonly ReporterChoice[] | undefined) => {
    const equals = text.indexOf('=');
    const [name, path] = equals === -1 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
    if (path === '') throw new InvalidArgumentError(`Expected a file after "${name}=".`);
    return [...(previous ?? []), { name, path }];
  });
}

/** What each reporter gives, for the end of a help text. */
export function reportersHelp(reporters: Reporters<never>): string {
  const names = Object.keys(reporters);
  const width = Math.max(...names.map((name) => name.length));
  return `Reporters:\n${names.map((name) => `  ${name.padEnd(width)}  ${reporters[name]?.about}`).join('\n')}`;
}
