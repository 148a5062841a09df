/** One row of a dataset: a user's request, and the answers the user gives if asked. */
export interface Task {
  /** Unique and stable; trials of two versions are paired by it. */
  readonly id: string;
  readonly title: string;
  /** The user's first message. */
  readonly task: string;
  /** `endpoint`, `schema`, `review`, … */
  readonly kind: string;
  readonly stack: string;
  /** `specified` or `vague`. */
  readonly clarity: string;
  /** The user's second message, if the assistant asks first. */
  readonly answers: string;
  /** Further columns, kept as they were. */
  readonly metadata: Readonly<Record<string, string>>;
  /** `file:line` of the row, for messages. */
  readonly source: string;
}
