import { messageOf, UserError } from '../../input/user-error.ts';

/**
 * The value as it is, if it can be written out.
 * @throws {UserError} if it refers to itself (a YAML alias inside its own anchor) or is nested too deep.
 */
export function requireTree<T>(value: T, place: string): T {
  try {
    JSON.stringify(value);
  } catch (error) {
    const [why] = messageOf(error).split('\n', 1);
    throw UserError.at(place, `refers to itself or is nested too deep (${why}); write it out`, {
      cause: error,
    });
  }
  return value;
}
