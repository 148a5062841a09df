import type { CodeBlock, CodeRole } from './answer.ts';
import { isAsciiDiagram, isFileTree } from './diagrams.ts';
import { oncePer } from './once.ts';

const DIAGRAMS = new Set(['mermaid', 'plantuml', 'dot', 'd2', 'ascii', 'dbml']);
const DATA = new Set([
  'json',
  'http',
  'csv',
  'xml',
  'toml',
  'ini',
  'env',
  'openapi',
  'graphql',
  'protobuf',
  'html',
]);
const ILLUSTRATIONS = new Set(['', 'markdown', 'pseudocode', 'regex', 'log', 'promql', 'cron', 'css']);
const CONFIGURATION = new Set(['dockerfile', 'nginx', 'hcl']);

/** What the role of a block is judged by. */
export interface RoleInput {
  readonly language: string;
  readonly code: string;
  readonly headings: readonly string[];
}

/**
 * What a code block is for.
 *
 * `implementation` does the work: application code, DDL, queries of substance, and configuration that builds or runs the
 * service (Dockerfile, Kubernetes, Compose, CI, Terraform). Contracts (OpenAPI, GraphQL SDL, Protobuf), request and
 * response examples and settings files are `data`: they describe what the work shall be. One line, bare signatures,
 * pseudo-code, diagnostic queries and file trees are `illustration`.
 */
export function roleOf({ language, code, headings }: RoleInput): CodeRole {
  if (code.trim() === '') return 'illustration';
  if (language === 'shell') return 'shell';
  if (DIAGRAMS.has(language)) return language === 'ascii' && isFileTree(code) ? 'illustration' : 'diagram';
  if (language === 'graphql') return isOperation(code) ? 'illustration' : 'data';
  if (DATA.has(language)) return 'data';
  if (ILLUSTRATIONS.has(language)) return isAsciiDiagram(code) ? 'diagram' : 'illustration';
  if (CONFIGURATION.has(language))
    return significantLines(code).length > 1 ? 'implementation' : 'illustration';
  if (language === 'yaml') return roleOfYaml(code);
  if (language === 'sql') return roleOfSql(code);
  if (language === 'diff') return significantLines(code).length > 2 ? 'implementation' : 'illustration';
  return roleOfProgram(language, code, headings);
}

const isOperation = (code: string): boolean => /^\s*(query|mutation|subscription|fragment|\{)/.test(code);

function roleOfYaml(code: string): CodeRole {
  if (/^(openapi|swagger|asyncapi|paths|components):/m.test(code)) return 'data';
  const worksOn =
    /^[ \t]*(apiVersion|kind|services|jobs|steps|containers|replicas|Resources|tasks|groups|scrape_configs|rules):/m;
  return worksOn.test(code) && significantLines(code).length > 2 ? 'implementation' : 'data';
}

const SQL_COMMENT = /--[^\n]*|\/\*[^]{0,5000}?\*\//g;
const CHANGES =
  /\b(?:create|alter|drop|insert\s+into|update|delete\s+from|merge\s+into|grant|revoke|truncate|comment\s+on|refresh)\b/i;
const DIAGNOSIS =
  /^\s*(?:explain\b|show\b|analyze\b|vacuum\b|\\d|set\b)|\b(?:pg_stat\w*|pg_index\w*|pg_class|pg_locks|information_schema|pg_settings)\b/i;

function roleOfSql(code: string): CodeRole {
  const text = code.replace(SQL_COMMENT, ' ').trim();
  const lines = significantLines(text);
  if (lines.length === 0) return 'illustration';
  if (/^\s*explain\b/i.test(text) && !/;\s*\S/.test(text)) return 'illustration';
  if (CHANGES.test(text)) return isSentenceLike(text) ? 'illustration' : 'implementation';
  if (DIAGNOSIS.test(text) || lines.length < 3) return 'illustration';
  return 'implementation';
}

/** An ellipsis in place of names makes a sketch of a statement. */
const isSentenceLike = (sql: string): boolean => significantLines(sql).length <= 1 && /\.{3}|…/.test(sql);

const TEST_HEADING = /\b(?:tests?|testing|pytest|specs?)\b/i;
const TEST_PATH =
  /^\s*(?:#|\/\/|--|\/\*)\s*\S*(?:\btests?[/_.]|_test\.|\.test\.|\.spec\.|conftest|\/tests?\/)/i;
const TEST_CODE: Readonly<Record<string, RegExp>> = {
  python:
    /^[ \t]*(?:async )?def test_\w+|^[ \t]*class Test\w+|^[ \t]*@pytest\.|^from locust import|^import pytest|\bTestCase\)/m,
  typescript:
    /^[ \t]*(?:describe|it|test)(?:\.\w+)*(?:<[^>]*>)?\(\s*['"`]|from 'k6|^[ \t]*(?:beforeEach|afterEach|beforeAll)\(/m,
  javascript:
    /^[ \t]*(?:describe|it|test)(?:\.\w+)*\(\s*['"`]|from ['"]k6|^[ \t]*(?:beforeEach|afterEach|beforeAll)\(/m,
  go: /^func (?:Test|Benchmark|Fuzz)\w+\(/m,
  java: /@Test\b/,
  kotlin: /@Test\b/,
  csharp: /\[(?:Fact|Test|Theory|TestMethod)\]/,
  rust: /#\[(?:tokio::)?test\]/,
  ruby: /^[ \t]*(?:describe|it|RSpec\.describe|test) ['"]/m,
  php: /function test\w+|extends TestCase/,
};

function roleOfProgram(language: string, code: string, headings: readonly string[]): CodeRole {
  const lines = significantLines(code);
  const isTest =
    (TEST_CODE[language]?.test(code) === true && !(language === 'rust' && holdsMoreThanTests(code))) ||
    TEST_PATH.test(code.slice(0, 200));
  if (isTest) return 'test';
  if (lines.length === 0 || isSignatureOnly(language, lines)) return 'illustration';
  if (lines.length <= 2 && !DEFINITION.test(code)) return 'illustration';
  const isAssertions = TEST_HEADING.test(headings.at(-1) ?? '') && /^[ \t]*(?:assert\b|expect\()/m.test(code);
  return isAssertions ? 'test' : 'implementation';
}

/** Rust keeps its unit tests in the file they test: code with a test module at its end is still the implementation. */
const TEST_MODULE = /^[ \t]*#\[cfg\(test\)\]\s*(?:pub )?mod \w+/m;
const holdsMoreThanTests = (code: string): boolean => {
  const end = TEST_MODULE.exec(code)?.index ?? 0;
  return /^[ \t]*(?:pub(?:\([\w ]+\))? )?(?:async |const |unsafe )*fn \w/m.test(code.slice(0, end));
};

const DEFINITION = /^[ \t]*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|class|func|function|fn)\b/m;

/** Declarations without bodies: what a function or type looks like, not what it does. */
function isSignatureOnly(language: string, lines: readonly string[]): boolean {
  if (language === 'python') {
    const signatures = lines.every((line) =>
      /^\s*(?:async )?def .*(?::\s*\.\.\.\s*|:)$|^\s*@|^\s*\.\.\.\s*$|^\s*pass\s*$/.test(line),
    );
    return signatures && lines.some((line) => line.includes('def '));
  }
  if (language === 'go') return lines.length <= 2 && lines.every((line) => /^func [^{]*$/.test(line));
  if (language === 'typescript') {
    return (
      lines.length <= 2 &&
      lines.every((line) =>
        /^\s*(?:export )?(?:declare |async )*(?:function [^{]*|type \w+ = .*);?$/.test(line),
      )
    );
  }
  return false;
}

const COMMENT = /^\s*(?:#(?!include|\[)|\/\/|--|\*|\/\*)/;

/** Lines that are neither blank, comment nor lone brackets. */
const significantLines = (code: string): string[] =>
  code.split('\n').filter((line) => !COMMENT.test(line) && /[\p{L}\p{N}]/u.test(line));

/** The same of a block. */
export const significantLinesOf = oncePer(({ code }: CodeBlock): readonly string[] => significantLines(code));
