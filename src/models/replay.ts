import { statSync } from 'node:fs';
import { readTranscript, transcriptPath } from '../datasets/transcripts.ts';
import { asTyped } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import { type Model, ModelError } from './model.ts';

/**
 * Answers from recorded transcripts: `<folder>/<agent>/<task>.md`, and `<task>.2.md` for the second repeat. The nth
 * assistant turn of a trial gets the nth assistant message of the recording.
 * @throws {UserError} if there is no such folder; `answer` throws one for a malformed transcript.
 */
export function replayModel(folder: string): Model {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw UserError.at(asTyped(folder), 'no such folder; expected recorded transcripts, <agent>/<task>.md');
  }
  return {
    provider: 'replay',
    modelId: () => 'replay',
    params: {},
    async answer({ agent, task, repeat, messages }, signal) {
      signal?.throwIfAborted();
      const path = asTyped(transcriptPath(folder, agent.id, task.id, repeat));
      const transcript = await readTranscript(folder, agent.id, task.id, repeat);
      if (!transcript)
        throw new ModelError('missing', `no recorded transcript; it would be read from ${path}`);
      const index = messages.filter(({ role }) => role === 'assistant').length * 2 + 1;
      const answer = transcript.messages[index];
      if (!answer) {
        throw new ModelError(
          'missing',
          `the recorded transcript ${path} ends before assistant turn ${(index + 1) / 2}`,
        );
      }
      return {
        text: answer.content,
        truncated: false,
        stopReason: 'recorded',
        recordedReply: transcript.messages[index + 1]?.content ?? null,
      };
    },
  };
}
