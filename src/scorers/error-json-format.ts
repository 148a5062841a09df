import type { Scorer } from './scorer.ts';
import { errorBodiesIn } from './shared/error-bodies.ts';
import { httpInterface } from '../answers/http/http-interface.ts';
import { broken, evidenceAt, kept, listed, notApplicable } from './shared/verdicts.ts';

const DEFAULT_SHAPE = ['error.code', 'error.message', 'error.request_id', 'error.timestamp'];

/**
 * Kept if at least one error response body is shown, as JSON or built in code, that has every field of the agreed shape,
 * and no other error body that is shown contradicts it. `params.shape` lists the fields as dotted paths; by default `error`
 * holds `code`, `message`, `request_id` and `timestamp`. Further fields, such as `details`, are free. Not applicable if the
 * answer has no HTTP or GraphQL interface.
 */
export const errorJsonFormat: Scorer = {
  id: 'error-json-format',
  version: 2,
  score(answer, { params }) {
    const shape = shapeOf(params);
    if (httpInterface(answer).kind === 'none')
      return notApplicable('The answer has no HTTP or GraphQL interface.');
    const bodies = errorBodiesIn(answer, shape);
    const right = bodies.filter(({ missing }) => missing.length === 0);
    const wrong = bodies.filter(({ missing }) => missing.length > 0);
    const rightPlaces = right.map(({ span }) => evidenceAt(span, 'an error body of the agreed shape'));
    const wrongPlaces = wrong.map(({ span, description }) =>
      evidenceAt(span, `another shape: ${description}`),
    );
    const [first] = wrong;
    if (right.length > 0 && first === undefined)
      return kept('Error bodies are shown in the agreed shape.', rightPlaces);
    if (first === undefined) return broken('No error response body is shown in the agreed shape.');
    if (right.length > 0)
      return broken(
        `One error body has the agreed shape, but elsewhere an error is answered with ${first.description}.`,
        [...wrongPlaces, ...rightPlaces],
      );
    const lacks =
      first.missing.length < shape.length
        ? listed(first.missing.map((path) => `\`${path}\``))
        : 'every agreed field';
    return broken(`Errors are answered with ${first.description}, which lacks ${lacks}.`, wrongPlaces);
  },
};

function shapeOf({ shape }: Readonly<Record<string, unknown>>): readonly string[] {
  const paths = Array.isArray(shape) ? shape.filter((path) => typeof path === 'string') : [];
  return paths.length > 0 ? paths : DEFAULT_SHAPE;
}
