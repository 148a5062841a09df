import type { Answer } from '../answers/answer.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { listsIn } from '../answers/http/lists.ts';
import { remarksOn } from '../answers/mentions.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

const FOR_ALL =
  /\b(?:all|every|each|any)\b.{0,40}\b(?:lists?|collections?|endpoints? (?:that|which) returns? lists?)\b.{0,60}\b(?:paginat\w*|paged?|cursors?|keyset)\b|\bpaginat\w+ (?:on|for|in) (?:all|every|each)\b/i;

/**
 * Kept if every list that clients can fetch can be fetched page by page: by cursor, offset, page number or key. A fixed
 * limit alone leaves the rest out of reach and does not count. Where no endpoint returns a list, the sorted and cut queries
 * with parameters count that SQL holds for an application. Not applicable if the answer offers no list.
 */
export const pagination: Scorer = {
  id: 'pagination',
  version: 2,
  score(answer) {
    const lists = listsIn(answer);
    if (lists.length === 0) return notApplicable('The answer offers no list to clients.');
    const general = generalRule(answer);
    const whole = general.length > 0 ? [] : lists.filter(({ isPaged }) => !isPaged);
    const [first] = whole;
    if (first === undefined) {
      const paged = lists
        .filter(({ isPaged }) => isPaged)
        .map(({ span, name }) => evidenceAt(span, `\`${name}\` is paged`));
      return kept('Lists are fetched page by page.', [...paged, ...general]);
    }
    return broken(
      `\`${first.name}\` returns a list without a way to the next page.`,
      whole.map(({ span, name }) => evidenceAt(span, `\`${name}\` is not paged`)),
    );
  },
};

const generalRule = (answer: Answer): Evidence[] =>
  remarksOn(answer, FOR_ALL).map(({ span }) => evidenceAt(span, 'a rule for all lists'));
