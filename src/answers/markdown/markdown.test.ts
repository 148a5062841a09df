import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './markdown.ts';
import type { Node } from './nodes.ts';

/** The tree as nested names, with the words in place of their nodes. */
function shape(text: string): string {
  const { root } = parseMarkdown(text);
  const show = (node: Node): string => {
    if (node.type === 'text') return node.value.replace('\n', '⏎');
    if (node.type === 'code') return `code(${node.value.replaceAll('\n', '⏎')})`;
    if (node.type === 'inlineCode') return `\`${node.value}\``;
    const inner = 'children' in node ? node.children.map(show).join('·') : text.slice(node.start, node.end);
    return `${SHORT[node.type] ?? node.type}(${inner})`;
  };
  return root.children.map(show).join(' ');
}

const SHORT: Readonly<Record<string, string>> = {
  paragraph: 'p',
  listItem: 'li',
  tableRow: 'tr',
  tableCell: 'td',
  strong: 'b',
  emphasis: 'i',
};

describe('Markdown', () => {
  it.each([
    // Blocks
    ['# A #\n\nB\n===', 'heading(A) heading(B)'],
    ['- a\n\n  b\n- c', 'list(li(p(a)·p(b))·li(p(c)))'],
    ['- a\n2. b\n- c', 'list(li(p(a))) list(li(p(b))) list(li(p(c)))'],
    ['a\n2. b', 'p(a·⏎·2. b)'],
    ['- [x] a', 'list(li(p(a)))'],
    ['> a\nb', 'blockquote(p(a·⏎·b))'],
    ['> - a\n>   b', 'blockquote(list(li(p(a·⏎·b))))'],
    ['a\n<details>\nb', 'p(a·⏎·html(<details>)·⏎·b)'],
    ['| a | |\n|---|---|\n| `b|c` | d \\| e |', 'table(tr(td(a)·td())·tr(td(`b)·td(c`)·td(d ·|· e)))'],
    ['a\n| b |\n|---|\n', 'p(a) table(tr(td(b)))'],
    ['[^1]: a\n\nb[^1] c[^2]', 'footnoteDefinition(p(a)) p(b·footnoteReference([^1])· c[^2])'],
    // Code
    ['    a\n\n      b', 'code(a⏎⏎  b)'],
    ['- a\n\n  ```\n    b\n  c\n  ```', 'list(li(p(a)·code(  b⏎c)))'],
    ['  ```\n  a\n b\n   c\n  ```', 'code(a⏎b⏎ c)'],
    ['1. a\n   ```go\n   \tb\n   ```', 'list(li(p(a)·code(\tb)))'],
    ['- a\n      ```\n      b\n      ```\n- c', 'list(li(p(a)·code(b))·li(p(c)))'],
    ['-     \na', 'list(li()) p(a)'],
    // Running text
    ['**a** __b__ *c* snake_case_name', 'p(b(a)· ·b(b)· ·i(c)· snake_case_name)'],
    ['~~a~~ ~b~ ~10 to ~20', 'p(delete(a)· ·delete(b)· ~10 to ~20)'],
    ['`` a`b ``', 'p(`a`b`)'],
    ['a  \nb\\\nc \n d', 'p(a·break(  \n)·b·break(\\\n)·c·⏎·d)'],
    [String.raw`\*a\* &amp; &copy;&nope; &#65;`, 'p(*·a·*· ·&· ·©·&nope; ·A)'],
    ['[a](b "c") ![d](e) <https://f.g>', 'p(link(a)· ·image(d)· ·link(https://f.g))'],
    ['list[int] and [a [b] c](d)', 'p(list[int] and ·link(a [b] c))'],
    ['*a [b* c]', 'p(i(a [b)· c])'],
    ['[a] [b][A] [c]\n\n[A]: d', 'p(linkReference(a)· ·linkReference(b)· [c]) definition([A]: d)'],
    ['Map<String> and Sender<std::io::Result<()>>', 'p(Map·html(<String>)· and Sender<std::io::Result<()>>)'],
  ])('%j is read as %s', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it('has the same words and places whatever ends the lines', () => {
    const text = '- a\n  b\n\n  ```py\n  c\n\n  d\n  ```\n\n> e  \n> `f\n> g`\n';
    const places = (written: string): string[] => {
      const found: string[] = [];
      const walk = (node: Node): void => {
        if ('value' in node) found.push(written.slice(node.start, node.end).replaceAll('\r', ''));
        if ('children' in node) node.children.forEach(walk);
      };
      walk(parseMarkdown(written).root);
      return found;
    };
    expect(places(text.replaceAll('\n', '\r\n'))).toEqual(places(text));
  });
});
