import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import { renderGrid } from './grid.ts';
import { plain } from './plain.ts';
import { isPromised } from './promised.ts';
import type { Cell, Report } from './report.ts';

/** How the matrix of agents and promises is shown. */
export interface MatrixOptions {
  /** Columns at hand. */
  readonly width: number;
  /** Show rates with the scorers' measured errors taken out, where they can be. */
  readonly corrected: boolean;
}

/** Promises x agents, as many tables as the width asks for, and what the cells mean. */
export function renderMatrix(report: Report, options: MatrixOptions): string[] {
  const labels = report.promises.map((promise) => [plain(promise.id), trustText(promise.trust)] as const);
  const showsTrust = labels.some(([, trust]) => trust !== '–');
  const heads = showsTrust ? ['', 'trust'] : [''];
  const fixed = heads.map(
    (head, index) => widest([head, 'all', ...labels.map((label) => label[index] ?? '')]) + 2,
  );
  const columns = report.agents.map((agent) => {
    const cells = report.promises.map((promise) => textOf(report, agent.id, promise.id, options));
    return widest([plain(agent.id), ...cells]) + 2;
  });
  const tables = partsOf(columns, options.width - fixed.reduce((sum, width) => sum + width, 0)).map(
    (part) => {
      const agents = part.flatMap((index) => report.agents[index] ?? []);
      const rows = report.promises.map((promise, at) => [
        ...(labels[at] ?? []).slice(0, heads.length),
        ...agents.map((agent) => painted(report, agent.id, promise.id, options)),
      ]);
      const totals = agents.map(({ kept, judged }) =>
        judged === 0 ? '–' : styleText('bold', `${fraction(kept, judged)} ${percent(kept / judged)}`),
      );
      rows.push([styleText('bold', 'all'), ...heads.slice(1).map(() => ''), ...totals]);
      const widths = [...fixed, ...part.map((index) => columns[index] ?? 0)];
      return `${renderGrid([...heads, ...agents.map((agent) => plain(agent.id))], rows, widths)}\n`;
    },
  );
  return [...tables, legend(report, options, showsTrust)];
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => stringWidth(text)));

/** Which columns stand together in one table: as many as fit, at least one. */
function partsOf(columns: readonly number[], width: number): number[][] {
  const parts: number[][] = [];
  let room = 0;
  for (const [index, column] of columns.entries()) {
    const part = parts.at(-1);
    if (part && column <= room) part.push(index);
    else {
      parts.push([index]);
      room = width;
    }
    room -= column;
  }
  return parts;
}

/** Kappa where it can be told, else the share of labels that the scorer agrees with. */
function trustText(trust: Report['promises'][number]['trust']): string {
  if (!trust) return '–';
  return trust.kappa === null ? `${whole(trust.agreement)} %` : `κ ${trust.kappa.toFixed(2)}`;
}

/** Whether a promise of the table was made by an agent none of whose trials has a verdict on it. */
function hasUnjudged(report: Report): boolean {
  return report.agents.some(({ id: agent }) =>
    report.promises.some(
      ({ id: promise }) => !cellOf(report, agent, promise) && isPromised(report, agent, promise),
    ),
  );
}

function cellOf(report: Report, agent: string, promise: string): Cell | undefined {
  return report.cells.find((cell) => cell.agent === agent && cell.promise === promise);
}

/** `11/12  92 %  65–99`; `–` where not promised, `n/a` where it never applied, `?` where nothing was judged. */
function textOf(report: Report, agent: string, promise: string, { corrected }: MatrixOptions): string {
  const cell = cellOf(report, agent, promise);
  if (!cell) return isPromised(report, agent, promise) ? '?' : '–';
  if (cell.rate === null || cell.interval === null)
    return cell.unscored > 0 ? `? (${cell.unscored} unscored)` : 'n/a';
  const shown = corrected
    ? (cell.corrected ?? { rate: cell.rate, interval: cell.interval })
    : { rate: cell.rate, interval: cell.interval };
  const mark = corrected && cell.corrected ? '≈' : ' ';
  const bounds = `${whole(shown.interval.low)}–${whole(shown.interval.high)}`.padEnd(6);
  const always =
    cell.repeated?.passHatK == null ? '' : ` ^${cell.repeated.k} ${percent(cell.repeated.passHatK)}`;
  const missing = cell.unscored > 0 ? ` ?${cell.unscored}` : '';
  return `${fraction(cell.kept, cell.kept + cell.broken)} ${percent(shown.rate)} ${mark}${bounds}${always}${missing}`;
}

function painted(report: Report, agent: string, promise: string, options: MatrixOptions): string {
  const cell = cellOf(report, agent, promise);
  const text = textOf(report, agent, promise, options);
  if (!cell || cell.rate === null || cell.interval === null) return styleText('dim', text);
  if (cell.interval.high < 0.5) return styleText('red', text);
  if (cell.broken === 0) return styleText('green', text);
  return cell.rate < 0.5 ? styleText('yellow', text) : text;
}

function fraction(kept: number, of: number): string {
  return `${String(kept).padStart(2)}/${String(of).padEnd(2)}`;
}

function percent(rate: number): string {
  return `${whole(rate).padStart(3)} %`;
}

function whole(rate: number): string {
  return String(Math.round(rate * 100));
}

function legend(report: Report, { corrected }: MatrixOptions, showsTrust: boolean): string {
  const { cells } = report;
  const parts = ['kept/applicable, rate, 95 % interval (Wilson)', '– not promised'];
  if (cells.some((cell) => cell.rate === null && cell.unscored === 0)) parts.push('n/a never applied');
  if (cells.some((cell) => cell.unscored > 0) || hasUnjudged(report)) parts.push('? could not be judged');
  const repeated = cells.find((cell) => cell.repeated !== null)?.repeated;
  if (repeated) parts.push(`^${repeated.k} kept in all ${repeated.k} repeats of a task (pass^${repeated.k})`);
  if (showsTrust) parts.push('trust: how far the scorer agrees with labels (kappa, or % of labels)');
  if (corrected) parts.push("≈ with the scorer's measured errors taken out");
  return styleText('dim', `${parts.join(' · ')}\n`);
}
