import { styleText } from 'node:util';
import { counted } from '../counted.ts';
import { initialize, type Initialized } from '../init/init.ts';
import { inertJson, plain } from '../reports/plain.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch init`. */
export interface InitFlags {
  readonly workflow: boolean;
  readonly json?: boolean;
}

/** `vouch init`: everything Vouch needs to evaluate the agents of this repository. */
export async function initCommand(agents: readonly string[], flags: InitFlags, io: Io): Promise<ExitCode> {
  const done = await initialize(agents, flags);
  io.stdout.write(flags.json ? `${inertJson(done, 2)}\n` : asText(done));
  return EXIT.good;
}

function asText({ agents, skipped, promises, created, kept, notInSuite, repository }: Initialized): string {
  const lines = [
    `${counted(agents.length, 'agent')}: ${agents.map(plain).join(', ')}`,
    ...skipped.map((reason) => styleText('yellow', `skipped  ${plain(reason)}`)),
    `${counted(promises.length, 'promise')} found${promises.length > 0 ? `: ${promises.join(', ')}` : ''}`,
    '',
    ...created.map((path) => `${styleText('green', 'created')}  ${plain(path)}`),
    ...kept.map((path) => `${styleText('dim', 'kept   ')}  ${plain(path)}`),
    ...notInSuite.map((path) =>
      styleText(
        'yellow',
        `missing  ${plain(path)} is not among the agents of the suite that was kept; add it there`,
      ),
    ),
    ...(repository === undefined
      ? []
      : [
          styleText(
            'yellow',
            `note     GitHub reads workflows at the root of the repository only: for the gate run \`vouch init\` in ${plain(repository)}, and name these agents`,
          ),
        ]),
    '',
    'Next:',
    '  edit datasets/tasks.csv         tasks like those your users bring',
    '  vouch validate                  check it all, without a call',
    '  vouch promises --suggest        promises for what nothing checks yet',
    '  vouch run agents --dry-run      what a run would take',
    '  ANTHROPIC_API_KEY=… vouch run agents',
  ];
  return `${lines.join('\n')}\n`;
}
