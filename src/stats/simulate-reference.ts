import { gateDesign } from './sequential.ts';
import { type Procedure, type Scenario, simulate, type SimulationResult } from './simulate.ts';

/**
 * A made-up world to compare designs in: 24 tasks that differ widely, 20 promises kept always, 98, 95, 90 and 85 % of the
 * time. Uncorrected fixed tests raise about 38 % false alarms in it. In worlds with less steady promises a gate needs more
 * calls to pass; false alarms and power hardly move.
 */
export const REFERENCE_SCENARIO: Scenario = {
  tasks: 24,
  rates: [1, 0.98, 0.95, 0.9, 0.85].flatMap((rate) => [rate, rate, rate, rate]),
  concentration: 2,
};

/** The drops, of a promise kept 95 % of the time, that designs are compared at; 0 is nothing changed. */
export const REFERENCE_DROPS: readonly number[] = [0, 0.1, 0.2, 0.4];

const PROMISES = REFERENCE_SCENARIO.rates.length;
const CHANGED = REFERENCE_SCENARIO.rates.indexOf(0.95);
const FIXED = { kind: 'fixed', slots: 240, alpha: 0.05 } as const;

/** The procedures that are compared, by what distinguishes them. */
export const REFERENCE_PROCEDURES: Readonly<Record<string, Procedure>> = {
  'fixed, uncorrected': { ...FIXED, correction: 'none' },
  'fixed, corrected': { ...FIXED, correction: 'holm' },
  'fresh A and B': {
    kind: 'sequential',
    baseline: 'fresh',
    design: gateDesign({ promises: PROMISES, slots: 300 }),
  },
  'stored A, one a slot': {
    kind: 'sequential',
    baseline: 'stored',
    design: gateDesign({ promises: PROMISES, slots: 300 }),
  },
  'stored A, four a slot': {
    kind: 'sequential',
    baseline: 'stored',
    design: gateDesign({ promises: PROMISES, slots: 240, answersPerSlot: 4 }),
  },
  'stored A, four a slot, 4 looks': {
    kind: 'sequential',
    baseline: 'stored',
    design: gateDesign({ promises: PROMISES, slots: 240, answersPerSlot: 4, looks: 4, evaluateEvery: 240 }),
  },
};

/** One procedure at each of the reference drops, in their order. */
export interface ReferenceRow {
  readonly name: string;
  readonly results: readonly SimulationResult[];
  /** Mean calls at each drop, as a share of the fixed procedures' calls. */
  readonly callShares: readonly number[];
}

/** Compares the procedures in the reference world; one row at a time, so that a caller can print as it goes. */
export function* simulateReference(runs: number, seed: string): Generator<ReferenceRow> {
  for (const [name, procedure] of Object.entries(REFERENCE_PROCEDURES)) {
    const results = REFERENCE_DROPS.map((drop) => {
      const change = drop === 0 ? undefined : { promise: CHANGED, drop };
      return simulate({ ...REFERENCE_SCENARIO, change }, procedure, runs, `${seed}/${drop}`);
    });
    yield { name, results, callShares: results.map(({ calls }) => calls / (2 * FIXED.slots)) };
  }
}
