import type { Task } from '../../datasets/task.ts';
import { UserError } from '../../input/user-error.ts';
import type { Message } from '../../models/model.ts';
import { type Catalogue, loadCatalogue } from '../../promises/catalogue.ts';
import { brief, plain } from '../../reports/plain.ts';
import type { StoredTurn, StoredVerdict } from '../../runs/format.ts';
import { openJudge } from '../../scorers/judge/judge.ts';
import { openScorers, scoredPromises } from '../../scorers/promises.ts';
import { type ScoredPromise, scoreTrial } from '../../scorers/score-trial.ts';
import { findSuite } from '../../suite/find-suite.ts';
import { loadSuite, type Suite } from '../../suite/suite.ts';
import { paySharedVotes } from '../shared-cache.ts';

/** What `toKeep` judges: one answer, a conversation, or either with its task. */
export type Judged = string | readonly Message[] | JudgedWithTask;

/** An answer and what was asked. A promise that is only about other tasks does not apply to it. */
export interface JudgedWithTask {
  readonly answer: string | readonly Message[];
  /** The user's first message, or any part of a task. */
  readonly task?: string | Partial<Omit<Task, 'source'>> | undefined;
  /** True if the answer was cut off. */
  readonly truncated?: boolean | undefined;
}

/** Where the promise is looked up. */
export interface ToKeepOptions {
  /** A promise catalogue; `evals/promises.yaml` by default. */
  readonly catalogue?: string | undefined;
  /** A suite, as `vouch run` takes it: its catalogue, and its judge for promises with a rubric. */
  readonly suite?: string | undefined;
}

const DEFAULT_CATALOGUE = 'evals/promises.yaml';

/**
 * The matcher behind `expect(answer).toKeep(id)`.
 * @throws {UserError} if there is no such promise, nothing scores it, or its scorer cannot be used.
 */
export async function toKeep(
  received: unknown,
  promise: string,
  options: ToKeepOptions = {},
  isNot = false,
): Promise<{ pass: boolean; message: () => string }> {
  const verdict = await judge(judgedOf(received), promise, options);
  const isJudged = verdict.verdict === 'kept' || verdict.verdict === 'broken';
  // What proves nothing must fail either way: `pass` is turned round under `.not`.
  return { pass: isJudged ? verdict.verdict === 'kept' : isNot, message: () => explain(verdict, isNot) };
}

async function judge(
  { answer, task, truncated }: JudgedWithTask,
  promise: string,
  options: ToKeepOptions,
): Promise<StoredVerdict> {
  const judged = taskOf(task);
  const scored = await openPromise(promise, options);
  const [verdict] = await scoreTrial(
    { type: 'trial', key: '', agent: '', task: judged.id, repeat: 1, turns: turnsOf(answer, truncated) },
    judged,
    // Who gives no task says that the promise is about this answer.
    [task === undefined ? { ...scored, notAbout: () => undefined } : scored],
  );
  if (!verdict) throw new Error(`no verdict on ${promise}`);
  return verdict;
}

const opened = new Map<string, Promise<ScoredPromise>>();

function openPromise(id: string, options: ToKeepOptions): Promise<ScoredPromise> {
  const key = JSON.stringify([process.cwd(), id, options.catalogue, options.suite]);
  let promise = opened.get(key);
  if (!promise) {
    promise = openScored(id, options);
    opened.set(key, promise);
  }
  return promise;
}

async function openScored(
  id: string,
  { catalogue: path, suite: named }: ToKeepOptions,
): Promise<ScoredPromise> {
  const suite = named === undefined ? undefined : await loadSuite(await findSuite(named));
  const whole = await loadCatalogue(path ?? suite?.promises ?? DEFAULT_CATALOGUE);
  const catalogue: Catalogue = { ...whole, promises: whole.promises.filter((promise) => promise.id === id) };
  if (catalogue.promises.length === 0) {
    const known = whole.promises.map((promise) => promise.id).join(', ');
    throw UserError.at(whole.path, `no promise "${id}"; known are ${known}`);
  }
  const judge = suite && openJudge(withPreferred(suite, id), catalogue, { pay: paySharedVotes() });
  const scorers = await openScorers(catalogue, judge);
  const promises = new Map([['', [{ id, lines: [] }]]]);
  const [scored] = scoredPromises({ catalogue, promises }, '', scorers);
  if (!scored) throw UserError.at(whole.path, `nothing scores promise "${id}"; give it a scorer`);
  return scored;
}

/** What a suite prefers of other promises asks for no judge here. */
function withPreferred(suite: Suite, id: string): Suite {
  const { judge } = suite;
  return judge ? { ...suite, judge: { ...judge, prefer: judge.prefer.filter((one) => one === id) } } : suite;
}

function judgedOf(received: unknown): JudgedWithTask {
  if (typeof received === 'string' || isMessages(received)) return { answer: received };
  if (typeof received === 'object' && received !== null && 'answer' in received) {
    const { answer } = received;
    if (typeof answer === 'string' || isMessages(answer)) return { ...received, answer };
  }
  throw new TypeError(
    'toKeep expects an answer: a text, a list of messages ({ role, content }), or { answer, task }',
  );
}

function isMessages(value: unknown): value is readonly Message[] {
  return (
    Array.isArray(value) &&
    value.every(
      (message: unknown) =>
        typeof message === 'object' &&
        message !== null &&
        'role' in message &&
        (message.role === 'user' || message.role === 'assistant') &&
        'content' in message &&
        typeof message.content === 'string',
    )
  );
}

function turnsOf(answer: string | readonly Message[], truncated = false): StoredTurn[] {
  const messages: readonly Message[] =
    typeof answer === 'string' ? [{ role: 'assistant', content: answer }] : answer;
  const turns = messages.flatMap(({ role, content }, at) => {
    const asked = messages[at - 1];
    return role === 'assistant'
      ? [{ assistant: content, user: asked?.role === 'user' ? asked.content : '' }]
      : [];
  });
  if (turns.length === 0) throw new TypeError('toKeep expects a message of the assistant, found none');
  return turns.map((turn, at) => ({
    ...turn,
    stopReason: 'given',
    truncated: truncated && at === turns.length - 1,
    waits: false,
    waitsWhy: '',
  }));
}

function taskOf(task: JudgedWithTask['task']): Task {
  const given = typeof task === 'string' ? { task } : task;
  return {
    id: '',
    title: '',
    task: '',
    kind: '',
    stack: '',
    clarity: '',
    answers: '',
    metadata: {},
    ...given,
    source: 'test',
  };
}

function explain({ promise, verdict, cause, why, evidence }: StoredVerdict, isNot: boolean): string {
  const name = plain(promise);
  const heading = {
    kept: `Expected the answer to break ${name}, but it keeps it`,
    broken: `Expected the answer to keep ${name}, but it breaks it`,
    'not-applicable': `${name} does not apply to this answer, so it is neither kept nor broken`,
    unscored: `${name} could not be scored (${plain(cause ?? 'unknown')}), so it is neither kept nor broken`,
  }[verdict];
  const lines = [`${heading}: ${brief(why, 500)}`];
  for (const { turn, line, quote, why: reason } of evidence) {
    lines.push(`  turn ${turn}, line ${line}: ${brief(quote.split('\n', 1)[0] ?? '', 200)}`);
    if (reason !== why) lines.push(`    ${brief(reason, 300)}`);
  }
  if (verdict === 'not-applicable' || verdict === 'unscored') {
    lines.push(`  ${isNot ? '`.not.toKeep`' : '`toKeep`'} passes only on an answer that can be judged.`);
  }
  return lines.join('\n');
}
