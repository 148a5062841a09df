const BOXES = /[│┌┐└┘├┤┬┴┼─═║╔╗╚╝╭╮╰╯┃━]/;
const ARROWS = /[→←↑↓▶◀▼▲►◄⟶⇒⇢➜]|-{1,}>|<-{1,}|={2,}>|\bv\b\s*$/;
const TREE = /^[\s│|]*[├└|`][─-]{1,3} ?\S/;
const ASCII_BOX = /\+-{2,}[-+]*\+|^\s*\|.*\|\s*$/;

/** True for a directory listing drawn with branches, which is no diagram of a system. */
export function isFileTree(code: string): boolean {
  const lines = filledLines(code);
  const branches = lines.filter((line) => TREE.test(line) && !/[→▶▼]|->/.test(line)).length;
  return (
    branches >= 2 &&
    branches * 2 >= lines.length - 1 &&
    lines.some((line) => /[\w-]\.\w{1,5}\b|\/\s*(#|$)/.test(line))
  );
}

/** True for boxes and arrows drawn with characters. */
export function isAsciiDiagram(code: string): boolean {
  if (isFileTree(code)) return false;
  const lines = filledLines(code);
  if (lines.length < 2) return lines.length === 1 && arrowChain(lines[0] ?? '');
  const boxes = lines.filter((line) => BOXES.test(line)).length;
  const arrows = lines.filter((line) => ARROWS.test(line)).length;
  const frames = lines.filter((line) => ASCII_BOX.test(line)).length;
  const codeLines = lines.filter((line) =>
    /[;{]\s*$|^\s*(def|func|function|import|from|return|const|let|var|CREATE|SELECT|if|for|-- |#)\b/.test(
      line,
    ),
  ).length;
  if (codeLines * 3 > lines.length) return false;
  if (boxes >= 2 && (boxes * 3 >= lines.length || arrows > 0)) return true;
  if (frames >= 2 && lines.some((line) => /\+-{2,}/.test(line)) && !isQueryResult(lines)) return true;
  return arrows >= 2 && arrows * 2 >= lines.length && lines.some((line) => arrowChain(line));
}

const arrowChain = (line: string): boolean =>
  /[\w\])]\s*(?:-{1,}>|={2,}>|→|──?▶|─+►|⟶)\s*[\w[(]/.test(line) && !/[;{]|=> ?[{(]|\)\s*->/.test(line);

/** Output of psql: a ruler under one row of titles and no other frame. */
function isQueryResult(lines: readonly string[]): boolean {
  return (
    lines.some((line) => /^[-+]+$/.test(line.trim())) &&
    lines.some((line) => /^\(\d+ rows?\)/.test(line.trim()))
  );
}

const filledLines = (code: string): string[] =>
  code.split('\n', 400).filter((line) => line.trim() !== '' && line.length < 1000);
