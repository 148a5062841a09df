import { parseAnswer } from '../answers/parse.ts';
import type { Agent } from '../agents/agent.ts';
import type { Task } from '../datasets/task.ts';
import { type Message, type Model, type ModelAnswer, ModelError } from '../models/model.ts';
import type { StoredTurn, TrialLine } from '../runs/format.ts';
import { userReply, type Waiting, waitsForUser } from './protocol.ts';

/** One agent x one task x one repeat, before it has run. */
export interface TrialPlan {
  readonly key: string;
  readonly agent: Agent;
  readonly task: Task;
  /** 1-based. */
  readonly repeat: number;
}

/**
 * Holds the conversation of one trial: the task, then the user's answers, then a go, for as long as the assistant
 * waits for the user. A call that fails ends the trial and is recorded in it.
 */
export async function converse(
  plan: TrialPlan,
  model: Model,
  { maxTurns, signal }: { maxTurns: number; signal?: AbortSignal | undefined },
): Promise<TrialLine> {
  const { key, agent, task, repeat } = plan;
  const turns: StoredTurn[] = [];
  const trial = { type: 'trial' as const, key, agent: agent.id, task: task.id, repeat, turns };
  const messages: Message[] = [{ role: 'user', content: task.task }];
  try {
    for (;;) {
      const answer = await model.answer({ key, agent, task, repeat, messages }, signal);
      const { waiting, reply } = maxTurns === 1 ? UNASKED : goesOn(answer, task, turns.length + 1);
      turns.push(storedTurn(messages.at(-1)?.content ?? '', answer, waiting));
      if (reply === null || turns.length >= maxTurns || answer.truncated) return trial;
      messages.push({ role: 'assistant', content: answer.text }, { role: 'user', content: reply });
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...trial, error: storedError(error) };
  }
}

function storedError({ kind, message, spent }: ModelError): NonNullable<TrialLine['error']> {
  const { usage, cost } = spent ?? {};
  return {
    kind,
    message,
    ...(usage === undefined ? {} : { usage }),
    ...(cost === undefined ? {} : { cost }),
  };
}

interface Next {
  readonly waiting: Waiting | undefined;
  /** What the user says; null if the conversation is over. */
  readonly reply: string | null;
}

/** Where only one turn is allowed nothing depends on it, and reading an answer costs more than asking for it. */
const UNASKED: Next = { waiting: undefined, reply: null };

/** Whether the assistant waits, and what the user says next; a recording knows how it went on. */
function goesOn(answer: ModelAnswer, task: Task, turn: number): Next {
  if (answer.recordedReply !== undefined) {
    const waits = answer.recordedReply !== null;
    const why = waits ? 'the recorded conversation goes on' : 'the recorded conversation ends here';
    return { waiting: { waits, why }, reply: answer.recordedReply };
  }
  const parsed = parseAnswer({ turns: [answer.text], user: [] }).turns[0];
  const waiting = parsed ? waitsForUser(parsed) : { waits: false, why: 'the answer is empty' };
  return { waiting, reply: waiting.waits ? userReply(task, turn) : null };
}

function storedTurn(user: string, answer: ModelAnswer, waiting: Waiting | undefined): StoredTurn {
  return {
    user,
    assistant: answer.text,
    stopReason: answer.stopReason,
    truncated: answer.truncated,
    ...(answer.servedModel === undefined ? {} : { servedModel: answer.servedModel }),
    ...(answer.usage === undefined ? {} : { usage: answer.usage }),
    ...(answer.cost === undefined ? {} : { cost: answer.cost }),
    ...(answer.latencyMs === undefined ? {} : { latencyMs: answer.latencyMs }),
    ...(answer.attempts === undefined ? {} : { attempts: answer.attempts }),
    ...(answer.waitedMs === undefined ? {} : { waitedMs: answer.waitedMs }),
    ...(answer.reused === undefined ? {} : { reused: answer.reused }),
    ...(waiting === undefined ? {} : { waits: waiting.waits, waitsWhy: waiting.why }),
  };
}
