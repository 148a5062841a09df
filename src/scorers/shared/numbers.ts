const SCALE: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
};
const SPELLED = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const SPELLED_NUMBER = new RegExp(`\\b(?:${SPELLED.join('|')})\\b`, 'g');

/** The numbers of a text in one spelling: `2k`, `2,000` and `2 thousand` are all `2000`; small ones also as words. */
export function numbersOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [, digits = '', scale = ''] of text.matchAll(
    /(\d[\d,]*(?:\.\d+)?)(?:\s?(k|m|bn|thousand|million|billion)\b)?/gi,
  )) {
    const value = Number(digits.replaceAll(',', ''));
    if (Number.isFinite(value)) found.add(String(value * (SCALE[scale.toLowerCase()] ?? 1)));
  }
  for (const [word] of text.toLowerCase().matchAll(SPELLED_NUMBER)) found.add(String(SPELLED.indexOf(word)));
  return found;
}
