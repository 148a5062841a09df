import type { ShownAnswer, ComparedPromise, FlippedTask } from '../../compare/comparison.ts';
import { plural } from '../parts/numbers.ts';
import { ScrollTable } from '../parts/table.tsx';
import { linkTo } from '../router.ts';
import { VerdictWord } from './verdict-word.tsx';

const MOST_OPEN = 12;

/** Per promise the tasks whose verdict flipped, with both answers' reasons and links to both conversations. */
export function FlippedTasks({
  promises,
  pages,
}: {
  promises: readonly ComparedPromise[];
  pages: Readonly<Record<string, string>>;
}) {
  const flipped = promises.filter((promise) => promise.flipped.length > 0);
  if (flipped.length === 0) return null;
  return (
    <>
      <h3>Tasks that flipped</h3>
      {flipped.map((promise, index) => (
        <details
          key={promise.promise}
          class="flipped"
          open={index === 0 && promise.flipped.length <= MOST_OPEN}
        >
          <summary>
            <code>{promise.promise}</code> <VerdictWord verdict={promise.verdict} />{' '}
            <span class="soft">
              {plural(promise.worse, 'comparison')} worse, {promise.better} better
            </span>
          </summary>
          <ScrollTable label={`Tasks that flipped: ${promise.promise}`}>
            <thead>
              <tr>
                <th scope="col">Task</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
              </tr>
            </thead>
            <tbody>
              {promise.flipped.map((task) => (
                <tr key={task.task}>
                  <th scope="row">
                    {task.task}
                    <br />
                    <small class="soft">{wayOf(task)}</small>
                  </th>
                  {[task.a, task.b].map((answer, side) => (
                    <td key={side}>
                      <Answer
                        answer={answer}
                        task={task.task}
                        promise={promise.promise}
                        side={side === 0 ? 'A' : 'B'}
                        page={answer.folder === undefined ? undefined : pages[answer.folder]}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </details>
      ))}
    </>
  );
}

function wayOf({ worse, better, slots }: FlippedTask): string {
  const parts = [
    worse > 0 ? `${worse} of ${slots} worse` : '',
    better > 0 ? `${better} of ${slots} better` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function Answer({
  answer,
  task,
  promise,
  side,
  page,
}: {
  answer: ShownAnswer;
  task: string;
  promise: string;
  side: 'A' | 'B';
  page: string | undefined;
}) {
  const { verdict, why, agent, repeat } = answer;
  const place = `${side}, ${task}, repeat ${repeat}`;
  return (
    <>
      <b class={`verdict-word verdict-${verdict}`}>{verdict}</b> {why}
      <br />
      {page === undefined ? (
        <small class="soft">
          {answer.folder === undefined ? 'only the verdict is kept' : `in ${answer.folder}`}
        </small>
      ) : (
        <a href={`${page}${linkTo('trials', [agent, task, repeat], { promise })}`}>
          <small>
            Read the answer<span class="hidden"> of {place}</span>
          </small>
        </a>
      )}
    </>
  );
}
