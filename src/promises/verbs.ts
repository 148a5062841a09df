/** Verbs with which instructions commonly begin, in their plain form. */
const VERBS = `
accept account acknowledge add address adhere adopt aim align allow analyse analyze announce answer anticipate apply
approach architect ask assess assume attach audit back balance base batch begin benchmark break bring build bundle cache
call check choose cite clarify clean close code collect combine comment commit communicate compare complete comply
compose conduct configure confirm consider consult continue convert cover create cut debug decide declare decompose
default defend define deliver demonstrate deploy deprecate derive describe design detect determine develop devise
diagnose discuss display distinguish divide document do draft draw employ enable encapsulate encourage encrypt end
enforce engage ensure establish estimate evaluate examine execute explain expose express extract factor favor favour
fetch find finish fix flag focus follow forecast format generate get give go group guard guarantee guide handle have
highlight hold honour honor hook identify illustrate implement improve include incorporate index indicate inform inject
insert inspect instrument integrate introduce invalidate investigate isolate justify keep label lay leverage limit link
list listen load log look maintain make manage map mark mask match measure mention migrate minimise minimize mirror
mock model monitor move name normalise normalize note notice offer open optimise optimize order organise organize
outline paginate parse pay perform pick pin place plan point practise practice pose prefer prepare present preserve prevent print
prioritise prioritize proceed process produce profile propose protect provide publish put query question quote raise
rank rate read recommend record redact reduce refactor refer reference reflect reject release remain remember remind
remove render repeat rephrase replace reply report request require research resolve respect respond restate restrict
return reuse review rewrite rotate route run sanitise sanitize save say scale schedule scrub search secure see seek select
send separate serve set settle share ship show sign simplify sketch solve sort speak speed specify split spot start state
stay stick stop store stream strive structure study suggest summarise summarize supply support surface switch take
target tell test think throttle throw trace track translate treat try tune turn type understand update upgrade use
validate verify version wait walk warn watch weigh wire work wrap write
`;

const IMPERATIVE = new Set(VERBS.trim().split(/\s+/));

/** True for a word that can begin an instruction; many are nouns as well (`test`, `cache`). */
export function isImperative(word: string): boolean {
  return IMPERATIVE.has(word.toLowerCase());
}

/** The first word that is no adverb or filler: where an instruction has its verb. */
export function leadingVerb(text: string): string | undefined {
  let words = 0;
  for (const [word] of text.matchAll(/[\p{L}']+/gu)) {
    if (++words > 4) return undefined;
    if (!isFiller(word)) return word;
  }
  return undefined;
}

/** Adverbs and the like, between which an instruction has its verb. */
export function isFiller(word: string): boolean {
  return FILLER.test(word) && !isImperative(word);
}

const FILLER = /^(?:always|also|and|then|please|first|next|finally|just|only|kindly|will|do|[a-z]+ly)$/i;
