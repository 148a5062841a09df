/** One thing that a function found. */
interface Found {
  readonly by: unknown;
  readonly fact: unknown;
  readonly before: Found | undefined;
}

/** Its fields are added to what it is given: whatever a constructor returns becomes `this` of the classes that extend it. */
// oxlint-disable-next-line typescript/no-extraneous-class -- only a constructor can do that
class Itself {
  constructor(thing: object) {
    return thing;
  }
}

/**
 * Any object with what was found of it, in a private field: copies do not inherit it, and nobody else sees it. Not a WeakMap,
 * since V8 keeps what its entries hold through minor collections: facts that lead back to their thing, as most do, moved with
 * it to the old space, 0.2 MB an answer, where only collections of the whole heap free them.
 */
class Known extends Itself {
  #last: Found | undefined;

  static of(thing: object): Found | undefined {
    return #last in thing ? thing.#last : undefined;
  }

  static add(thing: object, by: unknown, fact: unknown): void {
    const known = #last in thing ? thing : new Known(thing);
    known.#last = { by, fact, before: known.#last };
  }
}

/** Remembers what a function finds for each thing as long as there is that thing: many scorers ask for the same. */
export function oncePer<Thing extends object, Fact extends object | string>(
  find: (thing: Thing) => Fact,
): (thing: Thing) => Fact {
  return (thing) => {
    for (let found = Known.of(thing); found !== undefined; found = found.before)
      if (found.by === find) return found.fact as Fact;
    const fact = find(thing);
    Known.add(thing, find, fact);
    return fact;
  };
}
