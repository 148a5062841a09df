import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { UserError } from '../input/user-error.ts';
import { type Label, loadLabels } from './labels.ts';

async function load(content: string): Promise<Label[]> {
  await using folder = await tempFolder({ 'generalist.csv': content });
  try {
    return await loadLabels(folder.file('generalist.csv'));
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message.replaceAll(`${folder.path}/`, ''));
    throw error;
  }
}

describe('loadLabels', () => {
  test('reads the labels of the project', async () => {
    const labels = await loadLabels('datasets/labels/generalist.csv');
    // One promise is labelled for the two vague tasks only.
    expect(labels).toHaveLength(12 * 57 + 2);
    expect(labels.every(({ agent }) => agent === 'generalist')).toBe(true);
    expect(labels[0]).toEqual({
      agent: 'generalist',
      task: 'api-key-rate-limit',
      promise: 'asks-before-code',
      label: 'broken',
      note: 'no question; full code in the first turn',
      borderline: false,
      source: 'datasets/labels/generalist.csv:2',
    });
  });

  test('tells borderline labels from others by their note', async () => {
    const labels = await load(
      'task,promise,label,note\na,p,kept,"borderline: one, two"\nb,p,na,borderline\nc,p,broken,the borderline: no\n',
    );
    expect(labels.map(({ note, borderline }) => [note, borderline])).toEqual([
      ['one, two', true],
      ['', true],
      ['the borderline: no', false],
    ]);
  });

  test.each([
    ['task,promise,label\na,p,yes', 'generalist.csv:2: found label "yes"; expected kept, broken or na'],
    ['task,promise,label\n,p,kept', 'generalist.csv:2: the task is empty'],
    ['task,label\na,kept', 'generalist.csv:1: no column promise; expected task, promise, label, note'],
    [
      'task,promise,label\na,p,kept\nb,p,kept\na,p,na',
      'generalist.csv:4: p on a is labelled at generalist.csv:2 already',
    ],
  ])('names the place of a mistake: %j', async (content, message) => {
    await expect(load(content)).rejects.toThrow(new UserError(message));
  });
});
