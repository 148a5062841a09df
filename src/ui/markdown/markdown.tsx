import type { ComponentChildren, JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { parseMarkdown } from '../../answers/markdown/markdown.ts';
import type { Inline, Node as MarkdownNode, Table } from '../../answers/markdown/nodes.ts';
import { plural, whole } from '../parts/numbers.ts';
import { shown, visible } from '../parts/visible.tsx';
import { codePieces, inlineCodePiece, textPiece } from './leaves.ts';
import { markedText, type TextMark } from './marks.tsx';
import './markdown.css';

/** Longer texts are shown as they are: no answer that a person reads is. */
const LONGEST_PARSED = 200_000;
const LONGEST_SHOWN = 50_000;
const DEEPEST = 60;

/**
 * An answer as its author meant it to look. It is read by the parser that the scorers use, so that evidence is where they
 * found it; nothing in it can run, load or leave the page: HTML is text, images are their words, only http(s) links lead
 * anywhere.
 */
export function Markdown({ text, marks }: { text: string; marks: readonly TextMark[] }) {
  const isLong = text.length > LONGEST_PARSED;
  const parsed = useMemo(() => (isLong ? undefined : parseMarkdown(text)), [text, isLong]);
  if (!parsed) return <LongText text={text} marks={marks} />;
  return <div class="markdown">{childrenOf(parsed.root, { text, marks, depth: 0 })}</div>;
}

function LongText({ text, marks }: { text: string; marks: readonly TextMark[] }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? text : text.slice(0, LONGEST_SHOWN);
  return (
    <div class="markdown">
      <pre class="plain">{markedText([{ text: shown, start: 0 }], marks)}</pre>
      {!isWhole && (
        <button type="button" class="button" onClick={() => setIsWhole(true)}>
          Show all {whole(text.length)} characters
        </button>
      )}
    </div>
  );
}

interface Context {
  readonly text: string;
  readonly marks: readonly TextMark[];
  readonly depth: number;
}

function childrenOf(node: MarkdownNode, context: Context): ComponentChildren {
  if (!('children' in node)) return null;
  const inner = { ...context, depth: context.depth + 1 };
  return node.children.map((child, index) => <Node key={index} node={child} context={inner} />);
}

function Node({ node, context }: { node: MarkdownNode; context: Context }): JSX.Element {
  const { text, marks, depth } = context;
  if (depth > DEEPEST) return asWritten(node, context);
  const children = (): ComponentChildren => childrenOf(node, context);
  switch (node.type) {
    case 'text':
      return <>{markedText([textPiece(node)], marks)}</>;
    case 'inlineCode':
      return <code>{markedText([inlineCodePiece(node, text)], marks)}</code>;
    case 'code':
      return (
        <figure class="code">
          {node.lang && <figcaption>{visible(node.lang.slice(0, 40))}</figcaption>}
          <pre tabIndex={0}>
            <code>{markedText(codePieces(node), marks)}</code>
          </pre>
        </figure>
      );
    case 'paragraph':
      return <p>{children()}</p>;
    case 'heading':
      return <p class={`heading heading-${Math.min(node.depth, 4)}`}>{children()}</p>;
    case 'emphasis':
      return <em>{children()}</em>;
    case 'strong':
      return <strong>{children()}</strong>;
    case 'delete':
      return <del>{children()}</del>;
    case 'blockquote':
      return <blockquote>{children()}</blockquote>;
    case 'list':
      return node.first === undefined ? <ul>{children()}</ul> : <ol start={node.first}>{children()}</ol>;
    case 'listItem':
      return (
        <li>
          {node.checked !== undefined && <span>{node.checked ? '☑ ' : '☐ '}</span>}
          {children()}
        </li>
      );
    case 'table':
      return <TableNode node={node} context={context} />;
    case 'thematicBreak':
      return <hr />;
    case 'break':
      return <br />;
    case 'link':
      return /^https?:\/\//i.test(node.url) ? (
        <a href={node.url} rel="noopener noreferrer nofollow" target="_blank">
          {children()}
        </a>
      ) : (
        <span class="no-link" title={shown(`a link to ${node.url.slice(0, 200)}`)}>
          {children()}
        </span>
      );
    case 'image':
      return (
        <span class="no-image" title={shown(node.url.slice(0, 200))}>
          image, not loaded: {visible(wordsOf(node.children))}
        </span>
      );
    default:
      return asWritten(node, context);
  }
}

function asWritten(node: MarkdownNode, { text, marks }: Context): JSX.Element {
  const { start, end } = node;
  return <span class="as-written">{markedText([{ text: text.slice(start, end), start }], marks)}</span>;
}

const wordsOf = (nodes: readonly Inline[]): string =>
  nodes
    .map((node) => ('value' in node ? node.value : 'children' in node ? wordsOf(node.children) : ''))
    .join('');

function TableNode({ node, context }: { node: Table; context: Context }) {
  const [head, ...rows] = node.children;
  return (
    <div
      class="markdown-table"
      role="region"
      aria-label={`Table of ${plural(rows.length, 'row')}`}
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, index) => (
              <th key={index} scope="col">
                {childrenOf(cell, context)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.children.map((cell, at) => (
                <td key={at}>{childrenOf(cell, context)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
