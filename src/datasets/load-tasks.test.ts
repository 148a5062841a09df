import { writeFile } from 'node:fs/promises';
import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { UserError } from '../input/user-error.ts';
import { loadTasks } from './load-tasks.ts';
import type { Task } from './task.ts';

/** The tasks of one file, with its folder taken out of messages. */
async function load(name: string, content: string | Uint8Array): Promise<Task[]> {
  await using folder = await tempFolder({ [name]: content });
  try {
    return await loadTasks([folder.file(name)]);
  } catch (error) {
    if (error instanceof UserError) throw new UserError(error.message.replaceAll(`${folder.path}/`, ''));
    throw error;
  }
}

describe('loadTasks', () => {
  test('reads the tasks of the project, each with its line', async () => {
    const tasks = await loadTasks(['datasets/backend-tasks.csv']);
    expect(tasks).toHaveLength(12);
    expect(tasks.map(({ id }) => id)).toContain('review-login');
    expect(tasks.every(({ task, answers }) => task !== '' && answers !== '')).toBe(true);
    expect(tasks[0]).toMatchObject({
      id: 'profile-update',
      title: 'Profile update endpoint',
      kind: 'endpoint',
      clarity: 'specified',
      source: 'datasets/backend-tasks.csv:2',
    });
  });

  const whole: Omit<Task, 'source'> = {
    id: 'slow-search',
    title: 'Slow search',
    task: 'It is slow.\nPlease help.',
    kind: 'query',
    stack: 'postgres',
    clarity: 'vague',
    answers: 'PostgreSQL 16',
    metadata: { owner: 'search', weight: '2' },
  };

  test.each([
    [
      'tasks.csv',
      '\uFEFFid,title,task,kind,stack,clarity,answers,owner,weight\r\nslow-search,Slow search,"It is slow.\nPlease help.",query,postgres,vague,PostgreSQL 16,search,2\r\n',
      2,
    ],
    [
      'tasks.jsonl',
      `\n${JSON.stringify({ ...whole, metadata: undefined, owner: 'search', weight: 2 })}\r\n`,
      2,
    ],
    [
      'tasks.yaml',
      '# tasks\n- id: slow-search\n  title: Slow search\n  task: "It is slow.\\nPlease help."\n  kind: query\n  stack: postgres\n  clarity: vague\n  answers: PostgreSQL 16\n  owner: search\n  weight: 2\n',
      2,
    ],
  ])('reads the same task from %s', async (name, content, line) => {
    const [task, ...others] = await load(name, content);
    expect(others).toEqual([]);
    expect({ ...task, source: '' }).toEqual({ ...whole, source: '' });
    expect(task?.source).toMatch(new RegExp(`/${name}:${line}$`));
  });

  test.each([
    ['tasks.csv', 'id,task\n x ,Do it'],
    ['tasks.jsonl', '{"id":"x","task":"Do it"}'],
    ['tasks.yml', '- id: x\n  task: Do it\n  answers:'],
  ])('%s needs only id and task; the title is the id by default', async (name, content) => {
    const tasks = await load(name, content);
    const rest = { kind: '', stack: '', clarity: '', answers: '', metadata: {}, source: expect.any(String) };
    expect(tasks).toEqual([{ id: 'x', title: 'x', task: 'Do it', ...rest }]);
  });

  test('reads a test file of promptfoo', async () => {
    const [task] = await load(
      'tests.csv',
      'id,task,__expected,__expected2,__description,__metadata:team,__metadata:tags[]\nx,Do it,contains: yes,icontains: no,A test,core,"a,b"',
    );
    expect(task).toMatchObject({
      title: 'A test',
      metadata: { __expected: 'contains: yes', __expected2: 'icontains: no', team: 'core', tags: 'a,b' },
    });
  });

  test('keeps nested values of JSONL and YAML as JSON', async () => {
    const [task] = await load('tasks.jsonl', '{"id":"x","task":"y","tags":["a"],"n":null,"ok":true}');
    expect(task?.metadata).toEqual({ tags: '["a"]', n: '', ok: 'true' });
  });

  test.each([
    [
      'tasks.csv',
      'id,task,answers\na,b,c\nd,"e\nf"',
      'tasks.csv:3: row has 2 cells, the header has 3; no value for: answers',
    ],
    ['tasks.csv', 'id,task\na,b\n,c', 'tasks.csv:3: the id is empty; give the task a short name that stays'],
    [
      'tasks.csv',
      'id,task\na,"b\nc"\nd, ',
      'tasks.csv:4: task "d" is empty; expected the user\'s first message',
    ],
    [
      'tasks.csv',
      'id,task\n"a\nb",c',
      'tasks.csv:2: id "a\\nb" holds a line break or another control character',
    ],
    [
      'tasks.csv',
      'id,task\na,b\na,c',
      'tasks.csv:3: id "a" stands at tasks.csv:2 already; ids are unique over all datasets',
    ],
    [
      'tasks.csv',
      'id,task,answers\na,x,y\nb,x,z\nc,x,y',
      'tasks.csv:4: task "c" asks the same as the one at tasks.csv:2; drop one, or ask more often by `repeats`',
    ],
    ['tasks.csv', '', 'tasks.csv: is empty; expected a header with the names of the columns'],
    [
      'tasks.csv',
      '\nid,prompt\na,b',
      'tasks.csv:2: no column task; found id, prompt; rename `prompt` to `task`',
    ],
    [
      'tasks.csv',
      'name,task\na,b',
      'tasks.csv:1: no column id; found name, task; `id` must be unique and stable, trials are paired by it',
    ],
    [
      'tasks.csv',
      'id,task,x,__metadata:x\na,b,1,2',
      'tasks.csv:2: columns "x" and "__metadata:x" are the same metadata "x"; drop one',
    ],
    ['tasks.csv', new Uint8Array([0x69, 0xff]), 'tasks.csv: is not valid UTF-8 text; save the file as UTF-8'],
    ['tasks.jsonl', '\n', 'tasks.jsonl: holds no tasks'],
    [
      'tasks.jsonl',
      '{"id":"a","task":"b"}\n3',
      'tasks.jsonl:2: expected an object with id and task, found a number',
    ],
    [
      'tasks.jsonl',
      '{"id":"a","question":"b"}',
      'tasks.jsonl:1: no column task; found id, question; rename `question` to `task`',
    ],
    [
      'tasks.jsonl',
      '{"id":7,"task":"b","kind":["x"]}',
      'tasks.jsonl:1: id: expected text, found a number; put it in quotes\ntasks.jsonl:1: kind: expected text, found a list',
    ],
    [
      'tasks.jsonl',
      `{"id":"a","task":"b","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'tasks.jsonl:1: deep: is nested too deep or refers to itself',
    ],
    ['tasks.yaml', '', 'tasks.yaml: holds no tasks'],
    ['tasks.yaml', 'id: a', 'tasks.yaml: expected a list of tasks (`- id: …`)'],
    [
      'tasks.yaml',
      '- id: a\n  task: b\n\n- id: c',
      "tasks.yaml:4: no column task; found id; `task` is the user's first message",
    ],
    [
      'tasks.txt',
      'a',
      'tasks.txt: is not a dataset that can be read; expected a file named .csv, .jsonl, .ndjson, .yaml, .yml',
    ],
  ])('names the place of a mistake in %s', async (name, content, message) => {
    await expect(load(name, content)).rejects.toThrow(new UserError(message));
  });

  test('shows where JSON and YAML stop being valid', async () => {
    await expect(load('tasks.jsonl', '{"id":"a","task":"b"}\n{"id"')).rejects.toThrow(
      /^tasks\.jsonl:2: not valid JSON: .*; expected one object a line$/,
    );
    await expect(load('tasks.yaml', '- id: a\n  task: b\n- [')).rejects.toThrow(
      /^tasks\.yaml:3: not valid YAML: /,
    );
    await expect(load('tasks.yaml', '- id: a\n  task: b\n---\n- id: c\n  task: d\n')).rejects.toThrow(
      /^tasks\.yaml:3: a second YAML document begins here; take the line `---` out, or make two files$/,
    );
  });

  test('finds an id that two files share', async () => {
    await using folder = await tempFolder({
      'one.csv': 'id,task\na,b',
      'two.jsonl': '\n{"id":"a","task":"c"}',
    });
    const [one, two] = [folder.file('one.csv'), folder.file('two.jsonl')];
    const message = `${two}:2: id "a" stands at ${one}:2 already; ids are unique over all datasets`;
    await expect(loadTasks([one, two])).rejects.toThrow(new UserError(message));
  });

  test('refuses a YAML file whose aliases explode', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `  l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(9)}]`);
    const bomb = `- id: a\n  task: b\n  l0: &l0 [x]\n${levels.join('\n')}\n`;
    await expect(load('bomb.yaml', bomb)).rejects.toThrow(
      /^bomb\.yaml: not valid YAML: Excessive alias count/,
    );
  });

  test('gives tasks or a UserError for whatever the bytes of a file are', async () => {
    const pieces = fc.constantFrom(
      'id',
      'task',
      ',',
      '\n',
      '\r',
      '"',
      '- ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      'x',
      '1',
      '|',
      '\t',
      '__metadata:',
      '__proto__',
    );
    const text = fc.array(pieces, { maxLength: 40 }).map((parts) => Buffer.from(parts.join('')));
    const rows = fc
      .array(pieces, { maxLength: 20 })
      .map((parts) => Buffer.from(`id,task\n${parts.join('')}`));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), text, rows);
    await using folder = await tempFolder();
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('a.csv', 'a.jsonl', 'a.yaml'), async (content, name) => {
        await writeFile(folder.file(name), content);
        try {
          const tasks = await loadTasks([folder.file(name)]);
          expect(tasks.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
