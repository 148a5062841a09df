import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isMap, isNode, isSeq, parseDocument, visit } from 'yaml';
import type { Agent } from '../agents/agent.ts';
import { PACKAGE } from '../own-package.ts';
import { loadCatalogue } from '../promises/catalogue.ts';
import { coverPrompt } from '../promises/coverage.ts';

/** The catalogue that comes with Vouch. */
const BUNDLED = fileURLToPath(new URL('evals/promises.yaml', PACKAGE));

/** The part of the bundled catalogue that some agents make, as YAML without a head, and the ids in it. */
export interface FoundCatalogue {
  readonly ids: readonly string[];
  readonly yaml: string;
}

/** Cuts the bundled catalogue down to the promises that these agents make; comments inside a promise stay with it. */
export async function foundCatalogue(agents: readonly Agent[]): Promise<FoundCatalogue> {
  const catalogue = await loadCatalogue(BUNDLED);
  const made = new Set(
    agents.flatMap((agent) => coverPrompt(agent, catalogue).promises.map(({ promise }) => promise.id)),
  );
  const document = parseDocument(await readFile(BUNDLED, 'utf8'));
  // An alias may point into a promise that is left out.
  visit(document, {
    Alias: (_key, alias) => {
      const target = alias.resolve(document)?.clone();
      if (!isNode(target)) return undefined;
      if ('anchor' in target) delete target.anchor;
      return target;
    },
  });
  visit(document, {
    Node: (_key, node) => {
      if ('anchor' in node) delete node.anchor;
    },
  });
  const promises = document.get('promises');
  if (isSeq(promises)) {
    promises.items = promises.items.filter((item) => isMap(item) && made.has(String(item.get('id'))));
    // Comments before a promise name groups of the whole catalogue.
    promises.commentBefore = null;
    for (const item of promises.items) if (isNode(item)) item.commentBefore = null;
  }
  document.commentBefore = null;
  const yaml = document.toString({ lineWidth: 0 });
  return { ids: catalogue.promises.map(({ id }) => id).filter((id) => made.has(id)), yaml };
}
