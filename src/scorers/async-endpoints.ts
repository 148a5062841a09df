import type { Answer } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { dottedBefore, programs, type Program } from '../answers/tokens/program.ts';
import { asyncFaults } from './shared/python-async.ts';
import { pythonFiles, type PythonFile } from '../answers/python-files.ts';
import { codePlaces } from './shared/signs.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if code that serves requests waits without blocking: no `async` function calls something that holds up the event
 * loop (`time.sleep`, a synchronous HTTP client, database driver or session, hashing of passwords, `…Sync` of Node in a
 * handler), and none drops a coroutine without `await`. Plain `def` endpoints are right for blocking work, as FastAPI runs
 * them in threads. Of C#, Rust and Kotlin it is read that code is asynchronous, not what blocks in it. Not applicable without
 * asynchronous code and without FastAPI endpoints; tests do not count.
 */
export const asyncEndpoints: Scorer = {
  id: 'async-endpoints',
  version: 3,
  score(answer): Verdict {
    const files = pythonFiles(answer).filter(({ block }) => block.role === 'implementation');
    const coroutines = namesOfCoroutines(files);
    const faults: Evidence[] = files.flatMap((file) => asyncFaults(file, files, coroutines));
    const node = programs(
      answer,
      ({ role, language }) =>
        role === 'implementation' && (language === 'typescript' || language === 'javascript'),
    );
    faults.push(...node.flatMap(syncCalls));
    const [first] = faults;
    if (first !== undefined) return broken(first.why, faults);
    const places = [
      ...files.flatMap(asyncFunctions),
      ...node.flatMap(asyncOfNode),
      ...codePlaces(answer, ASYNC_ELSEWHERE, ['implementation']).map(({ span }) =>
        evidenceAt(span, 'asynchronous code'),
      ),
    ];
    if (places.length > 0) return kept('Asynchronous code awaits what it calls and does not block.', places);
    const plain = plainEndpoints(answer);
    if (plain.length > 0)
      return kept('The endpoints are plain functions, which run in threads and may block.', plain);
    return notApplicable(
      'The answer has neither asynchronous code nor endpoints that could block an event loop.',
    );
  },
};

const ASYNC_ELSEWHERE = /\basync (?:Task|ValueTask|IAsyncEnumerable)\b|\basync fn\b|\bsuspend fun\b/;

/** Names that only coroutines have: one that a plain function shares says nothing about a call. */
function namesOfCoroutines(files: readonly PythonFile[]): Set<string> {
  const functions = files.flatMap((file) => file.functions);
  const plain = new Set(functions.filter(({ isAsync }) => !isAsync).map(({ name }) => name));
  return new Set(
    functions
      .filter(({ isAsync, name, decorators }) => isAsync && !plain.has(name) && decorators.length === 0)
      .map(({ name }) => name),
  );
}

const asyncFunctions = ({ functions, place }: PythonFile): Evidence[] =>
  functions
    .filter(({ isAsync }) => isAsync)
    .map(({ name, start, end }) => ({ ...place(start, end), why: `\`${name}\` does not block.` }));

const SYNC_OF_NODE =
  /^(?:fs\.)?(?:readFileSync|writeFileSync|existsSync|readdirSync|statSync|appendFileSync)$|\b(?:execSync|spawnSync|execFileSync|pbkdf2Sync|scryptSync|hashSync|compareSync|genSaltSync|gzipSync|gunzipSync)$/;

/** Blocking calls inside functions of Node; at the top of a module they run once, before any request. */
function syncCalls(program: Program): Evidence[] {
  const { tokens, block } = program;
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1];
    if (
      token.kind !== 'word' ||
      next?.text !== '(' ||
      !SYNC_OF_NODE.test(dottedBefore(tokens, at + 1)) ||
      !isInAsyncFunction(program, at)
    )
      return [];
    const name = dottedBefore(tokens, at + 1);
    return [{ ...spanInBlock(block, token.start, token.end), why: `\`${name}\` blocks the event loop.` }];
  });
}

function isInAsyncFunction({ tokens, partner }: Program, at: number): boolean {
  for (let here = at - 1; here >= Math.max(0, at - 5000); here--) {
    const jump = partner[here] ?? -1;
    if (jump >= 0 && jump < here) here = jump;
    else if (
      jump > at &&
      tokens[here]?.text === '{' &&
      tokens.slice(Math.max(0, here - 40), here).some(({ text }) => text === 'async')
    )
      return true;
  }
  return false;
}

const asyncOfNode = ({ tokens, block }: Program): Evidence[] =>
  tokens
    .filter(({ kind, text }) => kind === 'word' && text === 'async')
    .slice(0, 3)
    .map(({ start, end }) => ({ ...spanInBlock(block, start, end), why: 'Asynchronous code.' }));

const plainEndpoints = (answer: Answer): Evidence[] =>
  pythonFiles(answer).flatMap(({ block, functions, place }) =>
    block.role === 'implementation' &&
    /\bfastapi\b|\bAPIRouter\b|@(?:app|router)\.(?:get|post|put|patch|delete)\(/.test(block.code)
      ? functions
          .filter(({ decorators }) =>
            decorators.some((text) => /^\w+\.(?:get|post|put|patch|delete)\(/.test(text)),
          )
          .map(({ name, start, end }) => ({ ...place(start, end), why: `\`${name}\` runs in a thread.` }))
      : [],
  );
