/** How a literal marks the expressions inside it. */
export type Interpolation = 'none' | 'python' | 'template' | 'dollar' | 'ruby' | 'csharp';

/** What the lexer has to know of a language. */
export interface Grammar {
  readonly lineComments: readonly string[];
  readonly blockComments: boolean;
  readonly quotes: string;
  readonly triple: boolean;
  readonly interpolation: Interpolation;
  readonly regexes?: boolean;
  readonly heredocs?: boolean;
}

const C_LIKE: Grammar = {
  lineComments: ['//'],
  blockComments: true,
  quotes: `"'`,
  triple: false,
  interpolation: 'none',
};
const JS: Grammar = { ...C_LIKE, quotes: `"'\``, interpolation: 'template', regexes: true };
const PYTHON: Grammar = {
  lineComments: ['#'],
  blockComments: false,
  quotes: `"'`,
  triple: true,
  interpolation: 'python',
};
const RUBY: Grammar = {
  lineComments: ['#'],
  blockComments: false,
  quotes: `"'`,
  triple: true,
  interpolation: 'ruby',
  heredocs: true,
};

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  python: PYTHON,
  typescript: JS,
  javascript: JS,
  go: { ...C_LIKE, quotes: `"'\`` },
  java: { ...C_LIKE, triple: true },
  kotlin: { ...C_LIKE, triple: true, interpolation: 'dollar' },
  scala: { ...C_LIKE, triple: true, interpolation: 'dollar' },
  swift: { ...C_LIKE, triple: true },
  csharp: { ...C_LIKE, triple: true, interpolation: 'csharp' },
  php: { ...C_LIKE, lineComments: ['//', '#'], interpolation: 'dollar', heredocs: true },
  ruby: RUBY,
  elixir: RUBY,
  yaml: { ...RUBY, triple: false, interpolation: 'none', heredocs: false },
  shell: { ...RUBY, triple: false, interpolation: 'dollar', heredocs: false },
};

/** The grammar of a language; that of C for unknown ones. */
export const grammarOf = (language: string): Grammar => GRAMMARS[language] ?? C_LIKE;
