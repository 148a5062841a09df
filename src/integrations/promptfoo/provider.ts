import type { ProviderResponse } from 'promptfoo/contracts';
import { z } from 'zod';
import { UserError } from '../../input/user-error.ts';
import { spentOn } from '../../reports/promptfoo/usage.ts';
import { converse } from '../../runner/conversation.ts';
import { trialPlan } from '../../runner/trials.ts';
import type { StoredTurn, TrialLine } from '../../runs/format.ts';
import { openSession, type Session } from './session.ts';

const options = z.looseObject({
  label: z.string().optional(),
  config: z.looseObject({
    suite: z.string().optional(),
    agent: z.string({ error: 'expected the id of an agent of the suite' }),
    model: z.string().optional(),
  }),
});

/** What promptfoo hands over with every call, as far as it is used. */
interface CallContext {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly repeatIndex?: number;
}

/**
 * A promptfoo provider that plays whole trials of a Vouch suite: one agent, answered by the suite's model. The test says
 * which task by its variable `task`. Neither the system prompt nor the task's text passes promptfoo's templating. Config:
 * `suite` (as `vouch run` takes it), `agent` (its id), `model` (the suite's by default).
 */
export default class VouchProvider {
  readonly config: z.output<typeof options>['config'];
  readonly label: string;

  /** @throws {UserError} if `config` does not name an agent. */
  constructor(given: unknown) {
    const parsed = options.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new UserError(`promptfoo provider of Vouch: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    this.config = parsed.data.config;
    this.label = parsed.data.label ?? this.config.agent;
  }

  id(): string {
    return `vouch:${this.config.agent}`;
  }

  /** Plays the trial of the task that the test names; what befalls it is an error of this row only. */
  async callApi(
    _prompt: string,
    context: CallContext = {},
    { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
  ): Promise<ProviderResponse> {
    const session = await openSession(this.config.suite, this.config.model);
    const trial = await playTrial(session, this.config.agent, taskIdOf(context), {
      repeat: (context.repeatIndex ?? 0) + 1,
      signal: abortSignal,
    });
    return responseOf(trial, session.agent(this.config.agent).prompt);
  }
}

function taskIdOf({ vars = {} }: CallContext): string {
  const id = vars['task'];
  if (typeof id === 'string') return id;
  throw new UserError(
    'promptfoo provider of Vouch: the test has no variable `task`; expected the id of a task',
  );
}

async function playTrial(
  session: Session,
  agentId: string,
  taskId: string,
  { repeat, signal }: { repeat: number; signal: AbortSignal | undefined },
): Promise<TrialLine> {
  const { plan, model } = session;
  const slot = { agent: session.agent(agentId), task: session.task(taskId), repeat };
  const { maxTurns } = plan.suite.conversation;
  return converse(trialPlan(slot, plan, model), model, { maxTurns, signal });
}

function responseOf(trial: TrialLine, prompt: string): ProviderResponse {
  const { turns, error } = trial;
  const metadata = { trial };
  if (error) return { error: `${error.kind}: ${error.message}`, metadata };
  return {
    output: turns.map((turn) => turn.assistant).join('\n\n'),
    // What was sent, for the viewer: the last request.
    prompt: [{ role: 'system', content: prompt }, ...messagesOf(turns).slice(0, -1)],
    ...spentOn(turns),
    metadata,
  };
}

function messagesOf(turns: readonly StoredTurn[]): { role: 'user' | 'assistant'; content: string }[] {
  return turns.flatMap(({ user, assistant }) => [
    { role: 'user' as const, content: user },
    { role: 'assistant' as const, content: assistant },
  ]);
}
