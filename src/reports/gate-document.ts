import type { GatedAgent, GateDecision } from '../compare/gate.ts';
import type { GatePolicy } from '../suite/gate-policy.ts';

/** What a gate decided and why: `gate.json`, and what its reporters tell. */
export interface GateDocument extends GateDecision {
  readonly format: 1;
  readonly suite: string;
  readonly policy: GatePolicy;
  /** What was left out and why. */
  readonly notes: readonly string[];
  readonly agents: readonly GatedAgent[];
}

/** The file of an agent in the working tree. */
export interface AgentFile {
  readonly path: string;
  /** Lines of the file that make each promise, by promise id. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
}

/** A gate to report. */
export interface ReportedGate {
  readonly document: GateDocument;
  /** By agent id. */
  readonly places: () => Promise<ReadonlyMap<string, AgentFile>>;
}
