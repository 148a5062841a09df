import type { CodeBlock, Span, Turn } from './answer.ts';
import { isAsciiDiagram } from './diagrams.ts';

const NOTATIONS = new Set([
  'mermaid',
  'plantuml',
  'dot',
  'd2',
  'dbml',
  'structurizr',
  'c4plantuml',
  'nomnoml',
  'ditaa',
  'blockdiag',
  'svgbob',
  'erd',
  'bpmn',
]);

/** Where a diagram of architecture, flow, sequence, states or entities is drawn, in a code block or between paragraphs. */
export function drawingsIn(turn: Turn): Span[] {
  const inBlocks = turn.blocks
    .filter((block) => !block.quotesUser && isDrawing(block))
    .map((block) => block.span);
  return [...inBlocks, ...looseDrawings(turn)].sort((a, b) => a.start - b.start);
}

/** True if a code block draws how parts are connected; a chart, a table, a listing or a lone box does not. */
export function isDrawing({ language, code, role }: Pick<CodeBlock, 'language' | 'code' | 'role'>): boolean {
  if (language === 'mermaid' || (role === 'diagram' && MERMAID_KIND.test(code)))
    return isMermaidDrawing(code);
  if (language === 'plantuml')
    return /[-.=<>|o*]{2,}|->|\b(?:class|entity|component|node|database)\s+["\w]/.test(code);
  if (NOTATIONS.has(language)) return /\w/.test(code) && code.trim().split('\n').length > 1;
  return (role === 'diagram' || role === 'illustration') && isCharacterDrawing(code);
}

const MERMAID_KIND =
  /^\s*(?:graph (?:TD|TB|BT|LR|RL)|graph$|flowchart|sequenceDiagram|erDiagram|classDiagram|stateDiagram|C4\w*|block|architecture|zenuml|requirementDiagram)\b/i;
const MERMAID_LINK = /--|-\.|==|~~~|->|-\)|-x\b|\.\.[|o*>]/;

function isMermaidDrawing(code: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '' && !/^\s*%%/.test(line));
  const kind = lines.findIndex((line) => MERMAID_KIND.test(line));
  if (kind === -1) return false;
  const body = lines
    .slice(kind + 1)
    .filter((line) => !/^\s*(?:---|title\b|direction\b|classDef\b|style\b)/.test(line));
  if (/^\s*(?:C4|block|architecture|zenuml|requirement)/i.test(lines[kind] ?? '')) return body.length > 1;
  return (
    body.some((line) => MERMAID_LINK.test(line)) ||
    body.filter((line) => /^\s*(?:class\s+)?"?\w[\w-]*"?\s*\{/.test(line)).length > 1
  );
}

const CONNECTOR = /[─═━│║┃╌┄]|[┌┐└┘├┤┬┴┼╔╗╚╝╭╮╰╯]|[▶►▼▲◀◄]/;
const ARROW = /-{1,}>|={2,}>|~{1,}>|[→⟶⇒➜▶►]|<-{2,}|[←◀◄]/g;
const UPRIGHT = /^[\s|v^/\\V↓↑▼▲:!│]+$/;
const LONGEST_LINE = 1000;
const MOST_LINES = 400;

function isCharacterDrawing(code: string): boolean {
  const lines = code
    .split('\n', MOST_LINES)
    .filter((line) => line.trim() !== '' && line.length < LONGEST_LINE);
  if (isGrid(lines) || isQueryPlan(lines)) return false;
  if (lines.length === 1) return arrowsIn(lines[0] ?? '') > 2;
  if (!isAsciiDiagram(code) && !hasUprights(lines) && !hasLifelines(lines)) return false;
  // A list of `a -> b` lines is a mapping; a drawing has a chain, a branch, a line down the page or a frame.
  return (
    lines.filter((line) => CONNECTOR.test(line)).length > 1 ||
    lines.some((line) => arrowsIn(line) > 1) ||
    hasUprights(lines) ||
    hasLifelines(lines) ||
    lines.filter((line) => /\+-{2,}/.test(line)).length > 1
  );
}

const arrowsIn = (line: string): number => line.match(ARROW)?.length ?? 0;

/** A sequence drawn with characters: arrows between lines that run down the page. */
const hasLifelines = (lines: readonly string[]): boolean =>
  lines.filter((line) => (line.match(/[|│]/g)?.length ?? 0) > 1 && /-{2,}>|<-{2,}|─[>▶►]|[<◀◄]─/.test(line))
    .length > 1;

/** Text lines with at least two lines between them that hold only strokes down the page. */
function hasUprights(lines: readonly string[]): boolean {
  const uprights = lines.filter((line) => UPRIGHT.test(line) && /[|v^V↓↑▼▲│]/.test(line)).length;
  return uprights > 1 && lines.length - uprights > 1 && lines.every((line) => !/[;{}]\s*$/.test(line));
}

/** A table drawn with strokes, or one box alone: nothing is connected with anything. */
function isGrid(lines: readonly string[]): boolean {
  if (lines.length < 2 || lines.some((line) => arrowsIn(line) > 0 || /[▼▲↓↑]/.test(line))) return false;
  const rulers = lines.filter((line) => /^\s*[-+=┌┐└┘├┤┬┴┼─═╔╗╚╝╠╣╦╩╬╭╮╰╯│|]+\s*$/.test(line));
  const rows = lines.filter((line) => !rulers.includes(line));
  const isRow = (line: string): boolean => !/[┌┐└┘├┤╔╗╚╝╭╮╰╯]|\+-/.test(line) && /[|│║]/.test(line);
  const isOutput = (line: string): boolean => /^\(\d+ rows?\)/.test(line.trim());
  return rulers.length > 0 && rows.length > 0 && rows.every((line) => isRow(line) || isOutput(line));
}

const isQueryPlan = (lines: readonly string[]): boolean =>
  lines.some((line) => /\((?:actual time|cost)=\d/.test(line));

const SHORTEST_LOOSE = 3;

/** Drawings whose author forgot the fence: paragraphs of lines that are mostly strokes. */
function looseDrawings(turn: Turn): Span[] {
  if (!CONNECTOR.test(turn.text)) return [];
  const found: Span[] = [];
  let start = 0;
  let lines: string[] = [];
  const close = (end: number): void => {
    const strokes = lines.filter((line) => CONNECTOR.test(line)).length;
    if (
      lines.length >= SHORTEST_LOOSE &&
      strokes > 1 &&
      strokes * 3 >= lines.length &&
      isCharacterDrawing(lines.join('\n'))
    ) {
      found.push({ turn: turn.number, start, end });
    }
    lines = [];
  };
  let at = 0;
  for (const line of turn.text.split('\n')) {
    const inBlock = turn.blocks.some(({ span }) => at >= span.start && at < span.end);
    if (inBlock || line.trim() === '' || /^\s*[|>#]/.test(line)) close(Math.max(start, at - 1));
    else {
      if (lines.length === 0) start = at;
      lines.push(line.replace(/\r$/, ''));
    }
    at += line.length + 1;
  }
  close(turn.text.length);
  return found;
}
