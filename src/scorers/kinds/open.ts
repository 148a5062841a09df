import type { PromiseDefinition } from '../../promises/catalogue.ts';
import type { DefinedScorer } from '../../promises/scorer-kinds.ts';
import { contentHash } from '../../suite/trial-key.ts';
import { type Judge, JUDGE_VERSION } from '../judge/judge.ts';
import type { Scorer } from '../scorer.ts';
import { fileScorer, fileSource } from './file.ts';
import { jsonSchemaScorer } from './json-schema.ts';
import { assertionSource, promptfooScorer } from './promptfoo.ts';
import { regexScorer } from './regex.ts';
import { rubricScorer } from './rubric.ts';
import { sectionScorer } from './section.ts';

/** What definitions may need besides themselves. */
export interface KindContext {
  /** Files that a definition names stand relative to it. */
  readonly cataloguePath: string;
  readonly judge: Judge | undefined;
}

/**
 * The scorer that a promise of the catalogue defines. Its id carries a hash of the definition, so that a changed one is
 * another scorer in every run file.
 * @throws {UserError} if the definition cannot be used.
 */
export async function openDefined(
  definition: DefinedScorer,
  promise: Pick<PromiseDefinition, 'title' | 'about'>,
  { cataloguePath, judge }: KindContext,
): Promise<Scorer> {
  const { kind } = definition;
  const idOf = (...parts: unknown[]): string => `${kind}:${contentHash(parts).slice(0, 12)}`;
  const id = idOf(definition.with);
  switch (kind) {
    case 'regex':
      return regexScorer(id, definition.with);
    case 'section':
      return sectionScorer(id, definition.with);
    case 'ast-grep':
      // Its parsers are native code, which takes as long to load as all the rest here.
      return (await import('./ast-grep.ts')).astGrepScorer(id, definition.with);
    case 'json-schema':
      return jsonSchemaScorer(id, definition.with);
    case 'promptfoo':
      return promptfooScorer(
        idOf(definition.with, ...(await assertionSource(definition.with, cataloguePath))),
        definition.with,
        cataloguePath,
      );
    case 'rubric': {
      const rubric = { title: promise.title, about: promise.about, rubric: definition.with };
      return rubricScorer(idOf(rubric, JUDGE_VERSION, judge?.model, judge?.votes), rubric, judge);
    }
    case 'file':
      return fileScorer(
        idOf(definition.with, await fileSource(definition.with, cataloguePath)),
        definition.with,
        cataloguePath,
      );
  }
}
