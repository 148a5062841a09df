import { describe, expect, it } from 'vitest';
import { smallProject } from '../../test/project.ts';
import type { TempFolder } from '../../test/temp-folder.ts';
import { judgedBy, type Plan, planSuite } from './plan.ts';
import { loadSuite } from './suite.ts';

const SUITE = `agents: ../agents/*.md
datasets: ../datasets/tasks.csv
promises: promises.yaml
replay: ../datasets/transcripts
`;

const project = (perAgent: string): Promise<TempFolder> =>
  smallProject({ 'evals/small.yaml': `${SUITE}perAgent:\n  ${perAgent}\n` });
const planOf = async ({ file }: TempFolder): Promise<Plan> =>
  planSuite(await loadSuite(file('evals/small.yaml')));
const idsOf = (judged: Plan['promises'], agent: string): string[] | undefined =>
  judged.get(agent)?.map(({ id }) => id);

describe('what a suite says of one agent', () => {
  it('adds and drops promises beside those that its prompt makes', async () => {
    await using at = await project('terse: { add: [tests-included], drop: [python-type-hints] }');
    const { promises } = await planOf(at);
    expect(idsOf(promises, 'terse')).toEqual(['tests-included']);
    expect(idsOf(promises, 'careful')).toEqual(['asks-before-code', 'python-type-hints', 'tests-included']);
  });

  it('holds for each side of it in a comparison', async () => {
    await using at = await project('careful: { drop: [tests-included] }');
    const { agents, catalogue, suite } = await planOf(at);
    const sides = agents.map((agent) => ({ ...agent, id: `${agent.id}@main` }));
    expect(idsOf(judgedBy(sides, catalogue, suite, false), 'careful@main')).toEqual([
      'asks-before-code',
      'python-type-hints',
    ]);
  });

  it('is refused where it names a promise or an agent that there is not', async () => {
    await using wrongPromise = await project('terse: { add: [testss] }');
    await expect(planOf(wrongPromise)).rejects.toThrow(
      /perAgent\.terse: unknown promise "testss"; known are/,
    );
    await using wrongAgent = await project('ters: { add: [tests-included] }');
    await expect(planOf(wrongAgent)).rejects.toThrow(
      /perAgent: unknown agent "ters"; known are careful, terse/,
    );
  });
});
