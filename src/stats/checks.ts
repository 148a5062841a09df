/** @throws {RangeError} unless the value is a whole number of at least `least`. */
export function requireCount(name: string, value: number, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`\`${name}\` must be a whole number of at least ${least}, got ${value}`);
  }
}

/** @throws {RangeError} unless both are counts and `part` is no more than `whole`. */
export function requirePart(partName: string, part: number, wholeName: string, whole: number): void {
  requireCount(partName, part);
  requireCount(wholeName, whole);
  if (part > whole)
    throw new RangeError(`\`${partName}\` must not exceed \`${wholeName}\` (${whole}), got ${part}`);
}

/** @throws {RangeError} unless low <= value <= high; NaN is refused. */
export function requireWithin(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high))
    throw new RangeError(`\`${name}\` must be from ${low} to ${high}, got ${value}`);
}

/** @throws {RangeError} unless 0 < value < 1: a level, a power or a confidence. */
export function requireLevel(name: string, value: number): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`\`${name}\` must lie between 0 and 1, got ${value}`);
}

/** @throws {RangeError} unless the value is finite and above 0. */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new RangeError(`\`${name}\` must be a number above 0, got ${value}`);
}

/** @throws {RangeError} unless every value is finite and within the limits. */
export function requireEach(
  name: string,
  values: readonly number[],
  low = -Number.MAX_VALUE,
  high = Number.MAX_VALUE,
): void {
  for (const [index, value] of values.entries()) requireWithin(`${name}[${index}]`, value, low, high);
}
