import type { SqlTree } from './sql-parse.ts';

/** A table that DDL creates. */
export interface SqlTable {
  /** Without its schema. */
  readonly name: string;
  readonly columns: readonly SqlColumn[];
}

export interface SqlColumn {
  readonly name: string;
  /** As PostgreSQL names it (`int4` for `integer`); `''` where the statement was read tolerantly. */
  readonly type: string;
}

/** An index, or a constraint that PostgreSQL keeps by one. */
export interface SqlIndex {
  readonly name: string;
  readonly table: string;
  /** Columns; an expression counts as `(expression)`. */
  readonly columns: readonly string[];
  /** `index` and `unique-index` come from CREATE INDEX (or MySQL's KEY), the others from constraints. */
  readonly kind: 'index' | 'unique-index' | 'primary-key' | 'unique' | 'exclusion';
  /** `btree`, `gin`, ...; `''` if it is not told. */
  readonly method: string;
  /** True for an index with WHERE. */
  readonly isPartial: boolean;
}

/** What one statement does to the schema. */
export interface SqlFacts {
  readonly tables: readonly SqlTable[];
  /** Tables that are altered. */
  readonly altered: readonly string[];
  readonly indexes: readonly SqlIndex[];
  /** Tables on which row level security is switched on or that get a policy. */
  readonly rowSecurity: readonly { readonly table: string; readonly what: 'enabled' | 'policy' }[];
  readonly extensions: readonly string[];
}

/** The facts of a statement that changes no schema. */
export const NO_FACTS: SqlFacts = { tables: [], altered: [], indexes: [], rowSecurity: [], extensions: [] };

/** Reads the DDL facts from a statement's parse tree. */
export function factsOf(tree: SqlTree): SqlFacts {
  const [type, node] = typed(tree);
  switch (type) {
    case 'CreateStmt':
      return { ...NO_FACTS, ...createdTable(node) };
    case 'CreateTableAsStmt':
      return { ...NO_FACTS, tables: [{ name: nameOf(at(node, 'into', 'rel')), columns: [] }] };
    case 'CreateForeignTableStmt':
      return { ...NO_FACTS, ...createdTable(record(node['base'])) };
    case 'IndexStmt':
      return { ...NO_FACTS, indexes: [createdIndex(node)] };
    case 'AlterTableStmt':
      return { ...NO_FACTS, ...alteredTable(node) };
    case 'CreatePolicyStmt':
      return { ...NO_FACTS, rowSecurity: [{ table: nameOf(at(node, 'table')), what: 'policy' }] };
    case 'CreateExtensionStmt':
      return { ...NO_FACTS, extensions: [string(node['extname'])] };
    default:
      return NO_FACTS;
  }
}

/** The type and content of a node. */
function typed(tree: unknown): [string, SqlTree] {
  const [entry] = Object.entries(record(tree));
  return entry === undefined ? ['', {}] : [entry[0], record(entry[1])];
}

const record = (value: unknown): SqlTree => (typeof value === 'object' && value !== null ? { ...value } : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const string = (value: unknown): string => (typeof value === 'string' ? value : '');
const at = (node: SqlTree, ...path: string[]): SqlTree =>
  path.reduce((inner, key) => record(inner[key]), node);
const nameOf = (relation: SqlTree): string => string(relation['relname']);

const CONSTRAINTS: Readonly<Record<string, SqlIndex['kind']>> = {
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclusion',
};

function createdTable(node: SqlTree): Pick<SqlFacts, 'tables' | 'indexes'> {
  const name = nameOf(at(node, 'relation'));
  const elements = list(node['tableElts']).map(typed);
  const columns = elements.filter(([type]) => type === 'ColumnDef').map(([, column]) => columnOf(column));
  const indexes = elements.flatMap(([type, element]) =>
    type === 'ColumnDef' ? columnIndexes(element, name) : constraintIndexes(element, name),
  );
  return { tables: [{ name, columns }], indexes };
}

function columnOf(column: SqlTree): SqlColumn {
  const names = list(at(column, 'typeName')['names']).map((part) =>
    string(at(record(part), 'String')['sval']),
  );
  return { name: string(column['colname']), type: names.at(-1) ?? '' };
}

const columnIndexes = (column: SqlTree, table: string): SqlIndex[] =>
  list(column['constraints']).flatMap((constraint) =>
    constraintIndexes(typed(constraint)[1], table, string(column['colname'])),
  );

function constraintIndexes(constraint: SqlTree, table: string, column?: string): SqlIndex[] {
  const kind = CONSTRAINTS[string(constraint['contype'])];
  if (kind === undefined) return [];
  const keys = list(constraint['keys']).map((key) => string(at(record(key), 'String')['sval']));
  const columns = keys.length > 0 ? keys : column === undefined ? [] : [column];
  return [
    {
      name: string(constraint['conname']),
      table,
      columns,
      kind,
      method: string(constraint['access_method']),
      isPartial: false,
    },
  ];
}

function createdIndex(node: SqlTree): SqlIndex {
  return {
    name: string(node['idxname']),
    table: nameOf(at(node, 'relation')),
    columns: list(node['indexParams']).map(
      (parameter) => string(typed(parameter)[1]['name']) || '(expression)',
    ),
    kind: node['unique'] === true ? 'unique-index' : 'index',
    method: string(node['accessMethod']),
    isPartial: node['whereClause'] !== undefined,
  };
}

function alteredTable(node: SqlTree): Pick<SqlFacts, 'altered' | 'indexes' | 'rowSecurity'> {
  const table = nameOf(at(node, 'relation'));
  const commands = list(node['cmds']).map((command) => typed(command)[1]);
  const indexes = commands.flatMap((command) => {
    const [type, definition] = typed(command['def']);
    if (type === 'ColumnDef') return columnIndexes(definition, table);
    return type === 'Constraint' ? constraintIndexes(definition, table) : [];
  });
  const enables = commands.some((command) =>
    /^AT_(?:Enable|Force)RowSecurity$/.test(string(command['subtype'])),
  );
  return { altered: [table], indexes, rowSecurity: enables ? [{ table, what: 'enabled' }] : [] };
}
