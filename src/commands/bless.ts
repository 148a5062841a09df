import { createInterface } from 'node:readline';
import { requireFresh } from '../compare/age.ts';
import { baselineOf, baselinePath, readBaseline, writeBaseline } from '../compare/baseline.ts';
import { baselineChanges } from '../compare/baseline-changes.ts';
import { newestSuiteRun } from '../compare/earlier-runs.ts';
import { readStoredRun, requireFinished, sideOf, type StoredRun } from '../compare/stored-run.ts';
import { UserError } from '../input/user-error.ts';
import { plain } from '../reports/plain.ts';
import { findRun } from '../runs/find-run.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';

/** The flags of `vouch bless`. */
export interface BlessFlags {
  readonly yes?: boolean;
  readonly output: string;
  readonly baselines: string;
}

/** `vouch bless`: makes a stored run the baseline that gates compare with. */
export async function blessCommand(named: string | undefined, flags: BlessFlags, io: Io): Promise<ExitCode> {
  const run = await readStoredRun(
    await (named === undefined ? newestSuiteRun(flags.output) : findRun(named, flags.output)),
  );
  requireWhole(run);
  const { model, startedAt: date } = run.header;
  requireFresh({ provider: model.provider, date }, run.folder, new Date());
  const baseline = baselineOf(run);
  const path = baselinePath(flags.baselines, baseline.suite);
  const changes = baselineChanges(await readBaseline(path, baseline.suite), baseline);
  const { git } = baseline;
  const commit = git
    ? `commit ${plain(git.commit.slice(0, 12))}${git.dirty ? ' with changes' : ''}`
    : 'no commit';
  io.stdout.write(`${path}: run ${plain(baseline.run)}, ${commit}, model ${plain(baseline.provider)}\n`);
  io.stdout.write(
    changes.length === 0
      ? '  no verdict changes\n'
      : changes.map((change) => `  ${plain(change)}\n`).join(''),
  );
  const answer = flags.yes ? 'yes' : await askToMove(io);
  if (answer !== 'yes') {
    io.stdout.write('The baseline stays as it is.\n');
    return answer === 'interrupted' ? EXIT.interrupted : EXIT.good;
  }
  await writeBaseline(path, baseline);
  io.stdout.write(`Wrote ${path}; commit it.\n`);
  return EXIT.good;
}

const MOST_MISSING = 0.05;

/** A gate against holes would pass what it never compared. */
function requireWhole(run: StoredRun): void {
  const { folder, header } = run;
  const { comparison, shard } = header;
  if (comparison)
    throw UserError.at(
      folder,
      `holds ${header.agents.map(({ id }) => id).join(', ')}, which were run for a comparison; bless a run of the suite`,
    );
  if (shard)
    throw UserError.at(
      folder,
      `is shard ${shard.index}/${shard.of} of a run; bless the run that \`vouch merge\` makes of all shards`,
    );
  requireFinished(run);
  const sides = header.agents.map(({ id }) => sideOf(run, id));
  const all = sides.reduce((sum, side) => sum + side.trials.length, 0);
  const missing = sides.reduce(
    (sum, side) => sum + side.unscored + side.trials.filter(({ error }) => error).length,
    0,
  );
  if (missing > MOST_MISSING * all) {
    throw UserError.at(
      folder,
      `${missing} of ${all} trials have no answer or no verdict; a baseline may lack at most 5 %`,
    );
  }
}

/** Ctrl-D is no answer, and so no. */
async function askToMove({ stdin, stdout }: Io): Promise<'yes' | 'no' | 'interrupted'> {
  if (!stdin.isTTY) throw new UserError('moving the baseline needs your word: add --yes');
  using lines = createInterface({ input: stdin, output: stdout, prompt: 'Move the baseline? [y/N] ' });
  let left: 'no' | 'interrupted' = 'no';
  lines.once('SIGINT', () => {
    left = 'interrupted';
    lines.close();
  });
  lines.prompt();
  for await (const line of lines) return /^y(?:es)?$/i.test(line.trim()) ? 'yes' : 'no';
  // Nobody has ended the line of the question.
  stdout.write('\n');
  return left;
}
