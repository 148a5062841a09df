const HEADER =
  /^(?:@|(?:async |export |default |public |private |protected |static |override |pub |suspend )*(?:def|func|function|class|fn|fun|module|interface|struct|impl)\b|.*=>\s*\{?\s*$)/;

const lineStart = (code: string, at: number): number => code.lastIndexOf('\n', at - 1) + 1;
/** Width of the indentation of the line that holds an offset. */
export const indentAt = (code: string, at: number): number =>
  /^[ \t]*/.exec(code.slice(lineStart(code, at), at + 200))?.[0].length ?? 0;

/** True unless another function or class, less indented than `indent`, begins between the two places. */
export function isVisible(code: string, first: number, indent: number, second: number): boolean {
  if (indent === 0) return true;
  const [from, to] = first <= second ? [first, second] : [second, first];
  if (to - from > 20_000 || !Number.isFinite(to)) return false;
  const lines = code.slice(from, to).split('\n').slice(1);
  return !lines.some(
    (line) =>
      line.trim() !== '' && line.length - line.trimStart().length < indent && HEADER.test(line.trim()),
  );
}
