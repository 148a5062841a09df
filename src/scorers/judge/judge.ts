import pLimit from 'p-limit';
import type { Answer } from '../../answers/answer.ts';
import { resolveModel } from '../../models/aliases.ts';
import { readAccess } from '../../models/anthropic.ts';
import type { MessagesApi } from '../../models/messages-api.ts';
import { UserError } from '../../input/user-error.ts';
import { ModelError, type Usage } from '../../models/model.ts';
import { costOf } from '../../models/prices.ts';
import { REAL_TIMING, RETRY_POLICY, type RetryPolicy } from '../../models/retry.ts';
import type { PaidModel, PayOnce } from '../../runner/paid-calls.ts';
import { contentHash } from '../../suite/trial-key.ts';
import type { Catalogue } from '../../promises/catalogue.ts';
import type { Suite } from '../../suite/suite.ts';
import type { Verdict } from '../scorer.ts';
import { decide } from './decide.ts';
import { judgePrompt, type Rubric } from './prompt.ts';
import { readVote, type Vote, VOTE_SCHEMA } from './vote.ts';

/** A model that judges rubrics, with the limit of its calls at a time. */
export interface Judge extends PaidModel {
  /** Votes for one verdict. */
  readonly votes: number;
  /** Promises that it judges by their rubric although code could score them. */
  readonly prefers: ReadonlySet<string>;
  verdict(rubric: Rubric, answer: Answer): Promise<Verdict>;
}

/** Raised whenever the same votes could be asked for or counted otherwise. */
export const JUDGE_VERSION = 1;

/** Room for the thinking before a vote. */
const MAX_TOKENS = 16_000;
const DEADLINE_MS = 10 * 60_000;

/** Where a judge is reached. */
export interface JudgeAccess {
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly retry?: Partial<RetryPolicy>;
  /** Makes each vote be paid once. */
  readonly pay?: PayOnce | undefined;
  /** When it aborts, votes in flight are given up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The judge that a suite declares; undefined if it declares none, or the catalogue has no rubric for it.
 * @throws {UserError} if its model is not known, there is no key, or it prefers a promise without rubric; nothing has been
 * called by then.
 */
export function openJudge(
  suite: Pick<Suite, 'judge' | 'models' | 'path'> & Partial<Pick<Suite, 'prices'>>,
  { promises }: Pick<Catalogue, 'promises'>,
  { env = process.env, retry, pay = (_call, ask) => ask(), signal }: JudgeAccess = {},
): Judge | undefined {
  if (!suite.judge) return undefined;
  const { votes, concurrency, prefer } = suite.judge;
  for (const id of prefer) {
    if (promises.some((promise) => promise.id === id && promise.rubric !== undefined)) continue;
    const known = promises.filter(({ rubric }) => rubric !== undefined).map((promise) => promise.id);
    throw UserError.at(
      suite.path,
      `judge.prefer names "${id}", which has no \`rubric\` in the catalogue; those that have one are ${known.join(', ') || 'none'}`,
    );
  }
  const hasRubric = promises.some(({ scorer }) => typeof scorer === 'object' && scorer.kind === 'rubric');
  if (!hasRubric && prefer.length === 0) return undefined;
  const model = resolveModel(suite.judge.model, {
    overrides: suite.models,
    where: `${suite.path}: judge.model`,
  });
  const access = readAccess(env, `take \`judge\` out of ${suite.path}`);
  const policy = { ...RETRY_POLICY, deadlineMs: DEADLINE_MS, ...retry };
  const inTurn = pLimit(concurrency);
  let api: Promise<MessagesApi> | undefined;
  const openApi = async (): Promise<MessagesApi> => {
    const { openMessagesApi } = await import('../../models/messages-api.ts');
    return openMessagesApi({
      access,
      params: { maxTokens: MAX_TOKENS },
      policy,
      timing: REAL_TIMING,
      concurrency,
      prices: suite.prices,
    });
  };
  const paid: PaidModel = { model, costOf: (usage) => costOf(model, usage, { prices: suite.prices }) };
  const vote = async (rubric: Rubric, answer: Answer, number: number): Promise<Ballot> => {
    const { system, user } = judgePrompt(rubric, answer);
    try {
      const messages = [{ role: 'user' as const, content: user }];
      const key = contentHash({ judge: JUDGE_VERSION, model, system, schema: VOTE_SCHEMA, vote: number });
      // The boundary is drawn anew each time; what is judged names the vote.
      const asked = [{ role: 'user' as const, content: judgePrompt(rubric, answer, '').user }];
      const call = { ...paid, provider: 'anthropic', key, system, messages: asked, maxTokens: MAX_TOKENS };
      const { text, usage, cost, reused } = await pay(call, async () => {
        api ??= openApi();
        return (await api).ask({ model, system, messages, outputSchema: VOTE_SCHEMA }, signal);
      });
      return { vote: readVote(text, answer), usage, cost, reused };
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return {
        vote: { vote: 'void', why: `the judge gave no vote (${error.message})` },
        usage: error.spent?.usage,
        cost: error.spent?.cost,
        reused: false,
      };
    }
  };
  return {
    ...paid,
    votes,
    prefers: new Set(prefer),
    async verdict(rubric, answer) {
      const ballots = await Promise.all(
        Array.from({ length: votes }, (_, number) => inTurn(() => vote(rubric, answer, number))),
      );
      return { ...decide(ballots.map((ballot) => ballot.vote)), ...spending(ballots) };
    },
  };
}

interface Ballot {
  readonly vote: Vote;
  readonly usage: Usage | undefined;
  readonly cost: number | undefined;
  readonly reused: boolean | undefined;
}

/** What the votes used. The cost is that of the votes that this run pays for, or else of all; left out where a price is not known. */
function spending(ballots: readonly Ballot[]): Pick<Verdict, 'usage' | 'cost' | 'reused'> {
  const answered = ballots.filter((ballot) => ballot.usage !== undefined);
  if (answered.length === 0) return {};
  const sum = (count: (usage: Usage) => number): number =>
    answered.reduce((total, ballot) => total + (ballot.usage ? count(ballot.usage) : 0), 0);
  const usage: Usage = {
    inputTokens: sum((one) => one.inputTokens),
    outputTokens: sum((one) => one.outputTokens),
    cacheReadTokens: sum((one) => one.cacheReadTokens),
    cacheWriteTokens: sum((one) => one.cacheWriteTokens),
  };
  const fresh = answered.filter((ballot) => !ballot.reused);
  const priced = fresh.length > 0 ? fresh : answered;
  const costs = priced.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  const reused = fresh.length === 0 ? { reused: true } : {};
  return costs.length === priced.length
    ? { usage, cost: costs.reduce((total, cost) => total + cost, 0), ...reused }
    : { usage, ...reused };
}
