import { inertJson, plain } from '../reports/plain.ts';
import { type Calibration, calibrate } from '../calibrate.ts';
import type { Label } from '../datasets/labels.ts';
import { renderCalibration } from '../reports/calibration-text.ts';
import { type Catalogue, loadCatalogue } from '../promises/catalogue.ts';
import { openJudge } from '../scorers/judge/judge.ts';
import { openScorers } from '../scorers/promises.ts';
import { asTyped } from '../input/globs.ts';
import { loadTrust, type Trust, writeTrust } from '../promises/trust.ts';
import { UserError } from '../input/user-error.ts';
import { findSuite } from '../suite/find-suite.ts';
import { loadSuite } from '../suite/suite.ts';
import { EXIT, type ExitCode, type Io, widthOf } from './io.ts';

/** The flags of `vouch calibrate`. */
export interface CalibrateFlags {
  readonly suite?: string;
  readonly labels: readonly string[];
  readonly transcripts: string;
  readonly promise?: readonly string[];
  readonly disagreements: boolean;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** `vouch calibrate`: how far each scorer agrees with labels that people gave. */
export async function calibrateCommand(flags: CalibrateFlags, io: Io): Promise<ExitCode> {
  const suite = await loadSuite(await findSuite(flags.suite));
  const catalogue = await loadCatalogue(suite.promises);
  const scorers = await openScorers(catalogue, openJudge(suite, catalogue, { env: io.env }));
  const { promises } = catalogue;
  const unknown = flags.promise?.find((id) => !promises.some((promise) => promise.id === id));
  if (unknown !== undefined)
    throw UserError.at(
      suite.promises,
      `no promise "${unknown}"; known are ${promises.map(({ id }) => id).join(', ')}`,
    );
  const wanted = promises.flatMap((promise) => {
    const scorer = scorers.get(promise.id);
    if (!scorer || (flags.promise && !flags.promise.includes(promise.id))) return [];
    // Labels say themselves where a promise does not apply.
    return [{ id: promise.id, scorer, params: promise.params, notAbout: () => undefined }];
  });
  const unused: Label[] = [];
  const found = await calibrate({
    labels: flags.labels,
    transcripts: flags.transcripts,
    promises: wanted,
    onUnused: (label) => void unused.push(label),
  });
  io.stderr.write(unknownNotes(unused, catalogue));
  const calibrations = found.filter((calibration) => calibration.agreement !== null);
  if (calibrations.length === 0)
    throw new UserError(`no label in ${flags.labels.join(', ')} is about a promise that is scored`);
  if (flags.write) {
    // What only some promises were measured for says nothing of the others.
    const others = flags.promise ? await loadTrust(suite.promises) : [];
    const path = await writeTrust(suite.promises, new Map([...others, ...trustOf(calibrations)]));
    io.stderr.write(`written to ${asTyped(path)}\n`);
  }
  io.stdout.write(
    flags.json
      ? `${inertJson(calibrations, 2)}\n`
      : `${renderCalibration(calibrations, { width: widthOf(io.stdout), disagreements: flags.disagreements })}\n`,
  );
  return EXIT.good;
}

/** A line for each promise that labels are about and the catalogue does not have: most likely a slip of the pen. */
function unknownNotes(unused: readonly Label[], { path, promises }: Catalogue): string {
  const known = new Set(promises.map(({ id }) => id));
  const unknown = Map.groupBy(
    unused.filter(({ promise }) => !known.has(promise)),
    ({ promise }) => promise,
  );
  const lines = [...unknown].map(([id, labels]) => {
    const count = labels.length === 1 ? 'the label is' : `${labels.length} labels are`;
    return `note: ${plain(`${labels[0]?.source}: no promise "${id}" in ${asTyped(path)}; ${count} left out`)}\n`;
  });
  return lines.join('');
}

function trustOf(calibrations: readonly Calibration[]): Map<string, Trust> {
  return new Map(
    calibrations.map(({ promise, scorer, counts, unscored, agreement, measured }) => [
      promise,
      {
        scorer,
        labels: Object.values(counts)
          .flatMap((row) => Object.values(row))
          .reduce((sum, cell) => sum + cell, unscored),
        agreement: agreement ?? 0,
        kappa: measured?.kappa?.value ?? null,
        kept: { agree: counts.kept.kept, of: counts.kept.kept + counts.kept.broken },
        broken: { agree: counts.broken.broken, of: counts.broken.broken + counts.broken.kept },
      },
    ]),
  );
}
