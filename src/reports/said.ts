/** How often something was said, and its words where it was said first by the plan. */
export interface Said {
  count: number;
  first: number;
  words: string;
}

/** Counts one more saying of a thing, at a place in the plan. */
export function say(things: Map<string, Said>, thing: string, at: number, words: string): void {
  const said = things.get(thing);
  if (said === undefined) things.set(thing, { count: 1, first: at, words });
  else {
    said.count++;
    if (at < said.first) Object.assign(said, { first: at, words });
  }
}

/** Things in the order in which the plan comes to them. */
export function inPlanOrder(things: ReadonlyMap<string, Said>): Map<string, Said> {
  return new Map([...things].sort(([, a], [, b]) => a.first - b.first));
}
