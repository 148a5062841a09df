import { describe, expect, test } from 'vitest';
import { agentFor, describeModel, taskFor } from '../../test/model-conformance.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { formatTranscript, readTranscript } from '../datasets/transcripts.ts';
import { asTyped } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import { type Message, ModelError } from './model.ts';
import { replayModel } from './replay.ts';

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });

const AGENT = agentFor('clarifier', 'no-such-model');
const SEARCH = taskFor('slow-search', 'It is slow.');
const CHAT = taskFor('team-chat', 'Build a chat.');

function record(task: string, messages: Message[]): string {
  return formatTranscript({ agent: AGENT.id, task, messages });
}

function recordings(): Promise<TempFolder> {
  return tempFolder({
    'clarifier/slow-search.md': record('slow-search', [
      user('It is slow.'),
      assistant('How slow?'),
      user('4 s.'),
      assistant('Add an index.'),
    ]),
    'clarifier/slow-search.2.md': record('slow-search', [user('It is slow.'), assistant('Which query?')]),
    'clarifier/team-chat.md': record('team-chat', [user('Build a chat.'), assistant('Here it is.')]),
    'clarifier/broken.md': '---\nagent: clarifier\ntask: broken\n---\nhello\n',
  });
}

describeModel('replay', async () => {
  const folder = await recordings();
  return {
    model: replayModel(folder.path),
    key: 'k',
    agent: AGENT,
    conversations: [
      { task: SEARCH, turns: ['How slow?', 'Add an index.'] },
      { task: CHAT, turns: ['Here it is.'] },
    ],
    unanswerable: { key: 'k', agent: AGENT, task: taskFor('other', 'x'), repeat: 1, messages: [user('x')] },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

describe('replayModel', () => {
  test('answers every turn of a recording of the project, and knows how the user went on', async () => {
    const model = replayModel('datasets/transcripts');
    const recorded = await readTranscript('datasets/transcripts', 'fastapi-clarifier', 'team-chat');
    const contents = recorded?.messages.map(({ content }) => content) ?? [];
    expect(contents).toHaveLength(6);
    const request = {
      key: 'k',
      agent: agentFor('fastapi-clarifier'),
      task: taskFor('team-chat', contents[0] ?? ''),
      repeat: 1,
    };
    const messages: Message[] = [user(contents[0] ?? '')];
    for (const index of [1, 3, 5]) {
      const answer = await model.answer({ ...request, messages });
      expect(answer).toEqual({
        text: contents[index],
        truncated: false,
        stopReason: 'recorded',
        recordedReply: contents[index + 1] ?? null,
      });
      messages.push(assistant(answer.text), user(answer.recordedReply ?? ''));
    }
  });

  test('answers the second repeat from a file of its own', async () => {
    await using folder = await recordings();
    const answer = await replayModel(folder.path).answer({
      key: 'k',
      agent: AGENT,
      task: SEARCH,
      repeat: 2,
      messages: [user('x')],
    });
    expect(answer).toMatchObject({ text: 'Which query?', recordedReply: null });
  });

  test('says which file is missing, and never falls back to another repeat', async () => {
    await using folder = await recordings();
    const answer = replayModel(folder.path).answer({
      key: 'k',
      agent: AGENT,
      task: CHAT,
      repeat: 2,
      messages: [user('x')],
    });
    const path = asTyped(folder.file('clarifier/team-chat.2.md'));
    await expect(answer).rejects.toThrow(
      new ModelError('missing', `no recorded transcript; it would be read from ${path}`),
    );
    await expect(answer).rejects.toMatchObject({ kind: 'missing' });
  });

  test('says that a recording is too short for the turn', async () => {
    await using folder = await recordings();
    const messages = [user('x'), assistant('Here it is.'), user('And now?')];
    const answer = replayModel(folder.path).answer({
      key: 'k',
      agent: AGENT,
      task: CHAT,
      repeat: 1,
      messages,
    });
    await expect(answer).rejects.toThrow('team-chat.md ends before assistant turn 2');
    await expect(answer).rejects.toMatchObject({ kind: 'missing' });
  });

  test('is the mistake of a user if a recording is malformed, or the folder is not there', async () => {
    await using folder = await recordings();
    const request = {
      key: 'k',
      agent: AGENT,
      task: taskFor('broken', 'x'),
      repeat: 1,
      messages: [user('x')],
    };
    await expect(replayModel(folder.path).answer(request)).rejects.toThrow(UserError);
    expect(() => replayModel(folder.file('nowhere'))).toThrow(/nowhere: no such folder/);
  });
});
