const WIDE = /[^\0-\xff]/;

/**
 * The same text, kept by V8 in one byte a character if none needs two. What is cut from a text with a single em dash is kept in
 * two, and V8 compiles each pattern for both: without this, half of the code that models write is read the slower way. Not
 * for `markdown/`, which the page runs as well: no browser has a Buffer.
 */
export const inOneByte = (text: string): string =>
  WIDE.test(text) ? text : Buffer.from(text, 'latin1').toString('latin1');
