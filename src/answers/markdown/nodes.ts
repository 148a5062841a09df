/** Offsets into the text as given, whatever was masked or repaired for the parser. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Words as a reader sees them; unless it was written as an escape or a character reference, `value` is what stands there. */
export interface Text extends Place {
  readonly type: 'text';
  readonly value: string;
}

export interface InlineCode extends Place {
  readonly type: 'inlineCode';
  /** Without its backticks. */
  readonly value: string;
}

/** A tag, comment or instruction in running text. */
export interface Html extends Place {
  readonly type: 'html';
}

/** A hard line break. */
export interface Break extends Place {
  readonly type: 'break';
}

export interface FootnoteReference extends Place {
  readonly type: 'footnoteReference';
}

export interface Marked extends Place {
  readonly type: 'emphasis' | 'strong' | 'delete' | 'linkReference' | 'imageReference';
  readonly children: readonly Inline[];
}

export interface Link extends Place {
  readonly type: 'link' | 'image';
  readonly url: string;
  readonly children: readonly Inline[];
}

export type Inline = Text | InlineCode | Html | Break | FootnoteReference | Marked | Link;

/** A fenced or indented code block. */
export interface Code extends Place {
  readonly type: 'code';
  /** The run of backticks or tildes that opens it; `''` for indented code. */
  readonly fence: string;
  /** The first word after the fence. */
  readonly lang: string;
  readonly isClosed: boolean;
  /** Where each line begins, behind the indentation of list items and marks of quotes. */
  readonly lineStarts: readonly number[];
  /** Its lines, joined by `\n`. */
  readonly value: string;
}

export interface Heading extends Place {
  readonly type: 'heading';
  readonly depth: number;
  readonly children: readonly Inline[];
}

/** Runs of text: a paragraph, or the cell of a table. */
export interface Paragraph extends Place {
  readonly type: 'paragraph' | 'tableCell';
  readonly children: readonly Inline[];
}

export interface TableRow extends Place {
  readonly type: 'tableRow';
  readonly children: readonly Paragraph[];
}

export interface Table extends Place {
  readonly type: 'table';
  readonly children: readonly TableRow[];
}

export interface List extends Place {
  readonly type: 'list';
  /** The number it begins with; undefined for bullets. */
  readonly first: number | undefined;
  readonly children: readonly Block[];
}

export interface ListItem extends Place {
  readonly type: 'listItem';
  /** Whether the box of a task is ticked; undefined if there is none. */
  readonly checked: boolean | undefined;
  readonly children: readonly Block[];
}

export interface Root extends Place {
  readonly type: 'root';
  readonly children: readonly Block[];
}

export interface Container extends Place {
  readonly type: 'blockquote' | 'footnoteDefinition';
  readonly children: readonly Block[];
}

export interface Rule extends Place {
  readonly type: 'thematicBreak' | 'definition';
}

export type Block = Code | Heading | Paragraph | Table | List | ListItem | Container | Rule;
export type Node = Root | Block | TableRow | Inline;
export type Parent = Extract<Node, { readonly children: readonly Node[] }>;

/** True for the nodes that hold other nodes. */
export function isParent(node: Node): node is Parent {
  return 'children' in node;
}
