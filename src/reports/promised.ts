import type { Report } from './report.ts';

/** Whether an agent's prompt makes a promise. Where there is no cell for such a pair, none of its trials has a verdict on it. */
export function isPromised({ agents }: Pick<Report, 'agents'>, agent: string, promise: string): boolean {
  return agents.find(({ id }) => id === agent)?.promises.some(({ id }) => id === promise) ?? false;
}
