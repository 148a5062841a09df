import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, type Took } from './measure.ts';
import { medianOf, type Row } from './table.ts';

/** Does a number of trials in a process of its own, in an environment that leads to the fake API. */
export type Doer = (trials: number, env?: Readonly<Record<string, string>>) => Promise<Took>;

/** What is read off a piece of work. */
export interface Reading extends Pick<Row, 'work' | 'unit'> {
  readonly of: (took: Took) => number;
}

/** What the user of the bench asked for. */
export interface Asked {
  readonly rounds: number;
  /** Up to 50,000 trials. */
  readonly full: boolean;
  readonly peers: boolean;
  /** Only rows whose name begins so. */
  readonly only: string;
  /** The command to measure. */
  readonly cli: string;
}

const ROUNDS_OF_STARTS = 5;

/** One sitting: what has been measured, one after the other on one machine. */
export class Sitting {
  readonly rows: Row[] = [];
  readonly asked: Asked;
  /** A folder for what the measured processes write, removed at the end. */
  readonly folder = join(tmpdir(), `vouch-bench-${process.pid}`);

  constructor(asked: Asked) {
    this.asked = asked;
  }

  wants(work: string): boolean {
    return work.startsWith(this.asked.only) || this.asked.only.startsWith(work);
  }

  /**
   * Lets all who can do a piece of work do it, in turn, so that what else the machine does falls on all alike; several readings
   * are taken of the same work.
   * @param isStart A start takes a fraction of a second and varies by as much: it is measured more often, after one that fills
   * the caches of compiled code.
   */
  async inTurn(
    doers: Readonly<Record<string, () => Promise<Took>>>,
    readings: readonly Reading[],
    { isStart = false }: { isStart?: boolean } = {},
  ): Promise<void> {
    const wanted = readings.filter(({ work }) => work.startsWith(this.asked.only));
    if (wanted.length === 0) return;
    const seen = new Map<string, Took[]>(Object.keys(doers).map((who) => [who, []]));
    if (isStart) for (const doer of Object.values(doers)) await doer();
    for (let round = 0; round < this.asked.rounds * (isStart ? ROUNDS_OF_STARTS : 1); round++)
      for (const [who, doer] of Object.entries(doers)) seen.get(who)?.push(await doer());
    for (const { work, unit, of } of wanted) {
      for (const [who, tooks] of seen) {
        const values = tooks.map(of);
        this.rows.push({ work, unit, who, median: medianOf(values), values });
      }
      process.stderr.write(`${work}: done\n`);
    }
  }

  /** The command that is measured, with its arguments. */
  vouch(cwd: string, ...args: string[]): Doer {
    return (_, env = {}) => measure([this.asked.cli, ...args], { cwd, env: { ...env, CI: '1' } });
  }

  node(cwd: string, ...args: string[]): Doer {
    return () => measure(args, { cwd });
  }

  /** A run of so many trials, a hundred for each repeat. */
  run(cwd: string): Doer {
    return (trials, env) => {
      const repeats = String(Math.ceil(trials / 100));
      const each = String(Math.min(trials, 100));
      return this.vouch(cwd, 'run', 'bench', '--repeat', repeats, '-n', each, '--no-progress')(trials, env);
    };
  }

  /** The same with nothing stored, as on the first day. */
  firstRun(cwd: string): Doer {
    return async (trials, env) => {
      await rm(join(cwd, 'reports'), { recursive: true, force: true });
      return this.run(cwd)(trials, env);
    };
  }

  /** One of `loops/`: the same work without Vouch, in plain JavaScript as the package is: stripping types would take each start 0.04 s. */
  loop(name: string, ...args: string[]): Doer {
    const script = fileURLToPath(new URL(`loops/${name}.js`, import.meta.url));
    return async (trials, env = {}) => {
      await mkdir(this.folder, { recursive: true });
      return measure([script, String(trials), join(this.folder, name), ...args], { cwd: this.folder, env });
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
