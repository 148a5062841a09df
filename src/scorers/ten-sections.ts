import type { Scorer } from './scorer.ts';
import { topicsIn, TOPICS, type Topic } from './shared/topics.ts';
import { broken, evidenceAt, kept, listed, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if an answer that implements something has a section for each of ten topics: API documentation, data model,
 * authentication, errors, performance, caching, rate limits, tests, monitoring and a guide for the frontend. A section is a
 * heading, or a bold label that leads an item or paragraph, with content; one heading may cover several topics, in any
 * words and order. `params.topics` asks for fewer. Not applicable if the answer implements nothing.
 */
export const tenSections: Scorer = {
  id: 'ten-sections',
  version: 1,
  score(answer, { params }) {
    const hasCode = answer.turns.some(({ blocks }) =>
      blocks.some(({ role, quotesUser }) => role === 'implementation' && !quotesUser),
    );
    if (!hasCode) return notApplicable('The answer implements nothing.');
    const wanted = wantedTopics(params);
    const found = topicsIn(answer);
    const evidence = wanted.flatMap((topic) => {
      const place = found.get(topic.id);
      return place === undefined ? [] : [evidenceAt(place, `a section on ${topic.name}`)];
    });
    const missing = wanted.filter(({ id }) => !found.has(id)).map(({ name }) => name);
    if (missing.length === 0) return kept(`All ${wanted.length} sections are there.`, evidence);
    return broken(
      `${wanted.length - missing.length} of ${wanted.length} sections are there; it lacks ${listed(missing)}.`,
      evidence,
    );
  },
};

function wantedTopics({ topics }: Readonly<Record<string, unknown>>): readonly Topic[] {
  const named = Array.isArray(topics) ? TOPICS.filter(({ id }) => topics.includes(id)) : [];
  return named.length > 0 ? named : TOPICS;
}
