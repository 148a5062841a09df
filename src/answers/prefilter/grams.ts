/** Two or three letters in a row, folded, as a number whose upper bits are spread evenly. */
export type Gram = number;

const SPREAD = 0x9e3779b1;
const PAIR = 1 << 21;
const spread = (letters: number): Gram => Math.imul(letters, SPREAD);

/** Folds case, coarsely. Outside ASCII all is one; `ſ` and the Kelvin sign match `s` and `k` where a pattern has the flags `iu`. */
const folded = (code: number): number =>
  code < 128 ? code | 32 : code === 0x17f ? 115 : code === 0x212a ? 107 : 127;

/** The grams that a text holds if it holds this string; none if that is a single letter. */
export function gramsOf(string: string): Gram[] {
  const grams: Gram[] = [];
  let letters = 0;
  for (let at = 0; at < string.length; at++) {
    letters = ((letters << 7) | folded(string.charCodeAt(at))) & (PAIR - 1);
    if (at > 1) grams.push(spread(letters));
  }
  return string.length === 2 ? [spread(letters | PAIR)] : grams;
}

const TEXTS = 32;
const LEAST_BITS = 14;

/** Which of at most 32 texts hold a gram, a bit for each; now and then a bit too many, where two grams share a place. */
export class GramIndex {
  readonly texts: string[] = [];
  readonly #table: Int32Array;
  readonly #shift: number;
  #room: number;

  /** An index with room for a text, and for more if that is short; it takes the place of one that is not asked any more. */
  constructor(text: string, gone?: GramIndex) {
    const bits = Math.min(20, Math.max(LEAST_BITS, Math.ceil(Math.log2(text.length * 2 + 1))));
    const length = 1 << bits;
    this.#table =
      gone !== undefined && gone.#table.length === length ? gone.#table.fill(0) : new Int32Array(length);
    this.#shift = 32 - bits;
    this.#room = length / 2;
  }

  /** Adds a text and gives its number, or undefined if there is no room. */
  add(text: string): number | undefined {
    if (this.texts.length === TEXTS || (text.length > this.#room && this.texts.length > 0)) return undefined;
    this.#room -= text.length;
    const bit = 1 << this.texts.length;
    const table = this.#table;
    const shift = this.#shift;
    let letters = 0;
    for (let at = 0; at < text.length; at++) {
      letters = ((letters << 7) | folded(text.charCodeAt(at))) & (PAIR - 1);
      if (at > 0) table[spread((letters & 0x3fff) | PAIR) >>> shift]! |= bit;
      if (at > 1) table[spread(letters) >>> shift]! |= bit;
    }
    return this.texts.push(text) - 1;
  }

  /** The texts, as bits, that have all grams between two places of a list. */
  textsWith(grams: Int32Array, from: number, until: number): number {
    const table = this.#table;
    const shift = this.#shift;
    let texts = -1;
    for (let at = from; at < until && texts !== 0; at++) texts &= table[grams[at]! >>> shift]!;
    return texts;
  }
}
