/**
 * Something the user can put right: printed as one line without a stack, and the process exits with 2.
 * The message says where, what was found, what was expected and what to do next.
 */
export class UserError extends Error {
  override name = 'UserError' as const;

  static at(place: string, found: string, options?: ErrorOptions): UserError {
    return new UserError(`${place}: ${found}`, options);
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
