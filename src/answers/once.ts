/** Remembers what a function finds for each thing as long as there is that thing: many scorers ask for the same. */
export function oncePer<Thing extends object, Fact extends object | string>(
  find: (thing: Thing) => Fact,
): (thing: Thing) => Fact {
  const known = new WeakMap<Thing, Fact>();
  return (thing) => {
    let fact = known.get(thing);
    if (fact === undefined) {
      fact = find(thing);
      known.set(thing, fact);
    }
    return fact;
  };
}
