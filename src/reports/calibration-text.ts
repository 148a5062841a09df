import { styleText } from 'node:util';
import type { Calibration, Disagreement } from '../calibrate.ts';

import type { Estimate } from '../stats/interval.ts';
import { renderGrid } from './grid.ts';
import { brief, plain } from './plain.ts';

/** How far each scorer agrees with the labels, and where it does not, as text for a terminal. */
export function renderCalibration(
  calibrations: readonly Calibration[],
  { width, disagreements }: { width: number; disagreements: boolean },
): string {
  return [
    table(calibrations),
    styleText(
      'dim',
      'kept→kept and so on: label → scorer. Sensitivity: labelled kept and found kept; specificity: labelled broken and found broken;',
    ),
    styleText(
      'dim',
      'both, balanced accuracy and kappa over the answers that label and scorer hold applicable, with 95 % intervals.',
    ),
    ...(disagreements ? calibrations.flatMap((calibration) => listDisagreements(calibration, width)) : []),
  ].join('\n');
}

const HEAD = [
  'promise',
  'agree',
  'k→k',
  'k→b',
  'b→b',
  'b→k',
  'na✓',
  'na✗',
  'sensitivity',
  'specificity',
  'balanced',
  'kappa',
];

function table(calibrations: readonly Calibration[]): string {
  const rows = calibrations.map(({ promise, agreement, counts, measured, unscored }) => [
    plain(promise),
    agreement === null ? '–' : `${(agreement * 100).toFixed(1)} %`,
    counts.kept.kept,
    counts.kept.broken,
    counts.broken.broken,
    counts.broken.kept,
    counts.na.na,
    counts.na.kept + counts.na.broken + counts.kept.na + counts.broken.na + unscored,
    estimate(measured?.sensitivity),
    estimate(measured?.specificity),
    estimate(measured?.balancedAccuracy),
    estimate(measured?.kappa),
  ]);
  return renderGrid(HEAD, rows);
}

function estimate(found: Estimate | undefined): string {
  if (!found) return '–';
  return `${found.value.toFixed(2)} (${found.interval.low.toFixed(2)}–${found.interval.high.toFixed(2)})`;
}

function listDisagreements({ promise, disagreements }: Calibration, width: number): string[] {
  if (disagreements.length === 0) return [];
  return ['', styleText('bold', plain(promise)), ...disagreements.flatMap((found) => describe(found, width))];
}

function describe({ agent, task, label, note, borderline, verdict }: Disagreement, width: number): string[] {
  const cause = verdict.cause === undefined ? '' : ` (${plain(verdict.cause)})`;
  const lines = [
    `  ${plain(agent)} · ${plain(task)}: labelled ${label}${borderline ? ' (borderline)' : ''}, scorer says ${verdict.verdict}${cause}`,
    `    label:  ${brief(note === '' ? '(no note)' : note, width - 12)}`,
    `    scorer: ${brief(verdict.why, width - 12)}`,
  ];
  const [place] = verdict.evidence;
  if (place)
    lines.push(
      styleText('dim', `    turn ${place.turn}, line ${place.line}: ${brief(place.quote, width - 24)}`),
    );
  return lines;
}
