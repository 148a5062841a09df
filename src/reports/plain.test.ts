import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { brief, markdownCode, markdownText, plain } from './plain.ts';

describe('text from outside', () => {
  it('cannot move the cursor, change colours or reorder what stands on the screen', () => {
    expect(plain('\u001b[31mred\u001b[0m \u202Eevil\u202C\ttab\nline')).toBe(
      '\\u{1b}[31mred\\u{1b}[0m \\u{202e}evil\\u{202c} tab line',
    );
  });

  it('is cut by characters and never in the middle of one', () => {
    expect(brief('😀😀😀😀', 3)).toBe('😀😀…');
  });

  it('prints no control character whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(plain(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      }),
    );
  });

  it('becomes neither markup nor a link in Markdown', () => {
    const markup = fc.constantFrom(
      '*',
      '_',
      '`',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '!',
      '|',
      '\\',
      'x',
      ' ',
      'https://a.example',
      '@me',
      '~',
      '#',
      '&lt;',
      'www.a.example',
      'a@b.example',
      '\n',
      '- ',
      '1. ',
    );
    fc.assert(
      fc.property(fc.array(markup, { maxLength: 12 }), (parts) => {
        const tree = fromMarkdown(`Before ${markdownText(parts.join(''))} after`, {
          extensions: [gfm()],
          mdastExtensions: [gfmFromMarkdown()],
        });
        const kinds = JSON.stringify(tree)
          .match(/"type":"\w+"/g)
          ?.map((kind) => kind.slice(8, -1));
        expect(new Set(kinds)).toEqual(new Set(['root', 'paragraph', 'text']));
      }),
    );
  });

  it('keeps to its own inline code, whatever backticks it holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('`', '``', 'a', ' ', '|', '<b>'), { minLength: 1, maxLength: 8 }),
        (parts) => {
          fc.pre(parts.join('').trim() !== '');
          const tree = fromMarkdown(`x ${markdownCode(parts.join(''))} y`);
          const paragraph = tree.children[0];
          const kinds = paragraph?.type === 'paragraph' ? paragraph.children.map((child) => child.type) : [];
          expect(kinds).toEqual(['text', 'inlineCode', 'text']);
        },
      ),
    );
  });
});
