import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import { linkTo, paramsOf, parseHash } from './router.ts';

describe('addresses within the page', () => {
  it('lead back to the place they were made for, whatever its names are', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(
        name,
        fc.array(name),
        fc.dictionary(name, name, { noNullPrototype: true }),
        (view, path, params) => {
          const route = parseHash(linkTo(view, path, params));
          expect({ view: route.view, path: route.path, params: paramsOf(route) }).toEqual({
            view,
            path,
            params,
          });
        },
      ),
    );
  });

  it('leave out parameters without a value', () => {
    expect(linkTo('trials', ['a b', 1], { q: '', promise: undefined, kind: 'endpoint' })).toBe(
      '#/trials/a%20b/1?kind=endpoint',
    );
  });

  it('that a hand has broken are read as far as they go', () => {
    expect(parseHash('#/coverage/%E0%A4%A?line=x')).toMatchObject({ view: 'coverage', path: ['%E0%A4%A'] });
    expect(parseHash('')).toMatchObject({ view: '', path: [] });
  });
});
