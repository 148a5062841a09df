import { stringify } from 'csv-stringify/sync';
import type { RunHeader, ScoredLine, StoredVerdict } from '../runs/format.ts';
import { plain } from './plain.ts';
import type { ReportedRun } from './reporters.ts';

const COLUMNS = [
  'run',
  'started',
  'suite',
  'agent',
  'model',
  'task',
  'kind',
  'repeat',
  'promise',
  'severity',
  'scorer',
  'verdict',
  'cause',
  'why',
  'turn',
  'line',
  'quote',
] as const;

/**
 * A run as CSV (RFC 4180), one row for each verdict of the scoring that counts. Cells that a spreadsheet would take for a
 * formula begin with an apostrophe; control characters are shown as `\u{…}`.
 */
export async function* renderCsv({
  scoring: counted,
  lines,
}: Pick<ReportedRun, 'scoring' | 'lines'>): AsyncGenerator<string> {
  let header: RunHeader | undefined;
  let promises: RunHeader['promises'] = [];
  let scoring = -1;
  yield rows([[...COLUMNS]]);
  for await (const line of lines()) {
    if (line.type === 'run' || line.type === 'scoring') {
      scoring++;
      promises = line.promises;
      if (line.type === 'run') header = line;
    } else if (line.type === 'scored' && scoring === counted && header) {
      const of = header;
      yield rows(line.verdicts.map((verdict) => rowOf(verdict, line, of, promises)));
    }
  }
}

function rows(cells: readonly (readonly (string | number)[])[]): string {
  return stringify(
    cells.map((row) => row.map((cell) => (typeof cell === 'string' ? plain(cell) : cell))),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}

function rowOf(
  { promise: id, verdict, cause = '', why, evidence: [place] }: StoredVerdict,
  { agent: agentId, task: taskId, repeat }: ScoredLine,
  header: RunHeader,
  promises: RunHeader['promises'],
): (string | number)[] {
  const promise = promises.find((known) => known.id === id);
  const agent = header.agents.find((known) => known.id === agentId);
  const task = header.tasks.find((known) => known.id === taskId);
  return [
    header.id,
    header.startedAt,
    header.suite.name,
    agentId,
    agent?.model ?? '',
    taskId,
    task?.kind ?? '',
    repeat,
    id,
    promise?.severity ?? '',
    promise?.scorer ?? '',
    verdict,
    cause,
    why,
    place?.turn ?? '',
    place?.line ?? '',
    place?.quote ?? '',
  ];
}
