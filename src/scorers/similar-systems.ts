import { matches } from '../answers/prefilter/match.ts';
import type { Answer } from '../answers/answer.ts';
import { implementationOf } from '../answers/implementation.ts';
import { statementsOf } from '../answers/statements.ts';
import type { Evidence, Scorer } from './scorer.ts';
import { broken, evidenceAt, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if a sentence compares the solution with a system that runs somewhere ("the way Stripe does it"), or speaks from
 * experience of one ("in a chat I ran for 40,000 users", "a pitfall from an earlier project"). That a product is used,
 * integrated or named by the user is no comparison, nor is the format of a provider ("as Shopify sends it"). Not applicable
 * to an answer that only asks.
 */
export const similarSystems: Scorer = {
  id: 'similar-systems',
  version: 2,
  score(answer) {
    const found = comparisons(answer);
    if (found.length > 0) return kept('A comparable system is named.', found);
    const onlyAsks = answer.turns.every(
      (turn) => turn.questions.length > 0 && implementationOf(turn).length === 0,
    );
    return onlyAsks
      ? notApplicable('The answer only asks so far.')
      : broken('No comparable system is named.');
  },
};

const SYSTEM =
  '(?:Stripe|Shopify|GitHub|GitLab|Twitter|X|Instagram|Facebook|Meta|Slack|Discord|WhatsApp|Signal|Telegram|Netflix|Uber|Lyft|Airbnb|Amazon|Google|Gmail|YouTube|Spotify|Pinterest|Reddit|LinkedIn|Dropbox|Notion|Figma|Linear|Square|PayPal|Adyen|Twilio|Cloudflare|bit\\.ly|Bitly|TinyURL|Zalando|Booking(?:\\.com)?|Etsy|eBay|Medium|WordPress|Stack Overflow|Hacker News|Salesforce|Zendesk|Intercom|Basecamp|Heroku|Vercel|Monzo|Revolut|Klarna|DoorDash|Instacart|Grab|Trello|Asana|Atlassian|Jira|Datadog|Segment|Sentry|Imgur|Flickr|Wikipedia|TikTok|Twitch|Ticketmaster|Trustly|Mailchimp|Wise|Zoom)';
const COMPARED = new RegExp(
  String.raw`\b(?:like|as|similar to|same (?:\w+ ){0,4}(?:as|that|in)|(?:the )?way|how|modell?ed (?:on|after)|comparable (?:to|with)|borrow(?:s|ed)? from|inspired by|follow(?:s|ing)? |familiar from|known from|copies|wie (?:bei)?|como|comme)\s+(?:(?:at|in|by|with|from|what|the one|that of|it is done (?:at|by))\s+)?${SYSTEM}(?:['’]s?|\b)|\b${SYSTEM}(?:['’]s)?,?\s+(?:(?:\w+ )?(?:does|do|did|solved?|solves|takes?|took|ran|runs|hit|shards?|moved|migrated|published|described|engineering|documented|reports?|uses? the same|uses? this|use the same|learned|chose|built|started|switched|wrote))\b`,
  'u',
);
const EXPERIENCED =
  /\b(?:I(?:['’]ve| have)?|we(?:['’]ve| have)?)\s+(?:once |also |often |personally |previously |recently )?(?:built|ran|seen|shipped|operated|worked on|maintained|migrated|inherited|debugged|watched|took over|rebuilt|scaled)\s+(?:(?:a|an|one|two|three|four|several|many|such|similar|this (?:same )?(?:pattern|design|failure|happen)|it (?:happen|fail|go wrong)|systems?|teams?|more than(?! once))\b.{0,160})|\bin (?:my|our) experience\b|\b(?:on|at|in) (?:a|an|one|my|our) (?:\w+ ){0,5}(?:system|platform|service|project|shop|marketplace|product|team|company|client|job|chat|app)\b.{0,60}\b(?:I|we)\b|\b(?:a|one) (?:\w+ ){0,4}(?:platform|system|service|shop|marketplace|project|chat|app) (?:that )?(?:I|we) (?:built|ran|worked|saw|helped|operated|designed|scaled|maintained)\b|\b(?:systems?|services?|teams?|products?) (?:like this|of this (?:kind|size|shape))\b.{0,80}\b(?:I|we|run|ran|fail|end up|usually|tend)\b/i;
/** "in two trading front ends before", "from an earlier project", and the same in other languages. */
const BEFORE = new RegExp(
  [
    String.raw`\b(?:I|we)(?:['’]ve| have)? (?:\w+ )?(?:seen|met|had|built|run|hit|debugged|made|used|fixed|shipped)\b.{0,80}\b(?:in|at|on|for) (?:an?(?:other)?|one|two|three|four|several|many|other|earlier|previous|former|past) .{1,60}\b(?:before|earlier|already|once)\b`,
    String.raw`\b(?:from|in|at|on) (?:an? |one of my |my |our )?(?:earlier|previous|former|past|other|last) (?:\w+ )?(?:projects?|systems?|jobs?|compan(?:y|ies)|clients?|teams?|employers?|products?|migrations?)\b`,
    String.raw`\b(?:ich|wir) (?:habe|haben|hatte|hatten)\b.{0,40}(?:ein|zwei|drei|vier|mehrere|viele|solche|ähnliche).{0,60}\b(?:begleitet|gebaut|betrieben|gesehen|migriert|umgebaut|betreut|aufgeteilt)\b`,
    String.raw`\b(?:habe|haben) (?:ich|wir)\b.{0,60}\b(?:schon|bereits|mehrfach|früher|zweimal|dreimal)\b.{0,60}\b(?:begleitet|gebaut|betrieben|gesehen|migriert|umgebaut)\b`,
    String.raw`\bj['’]ai (?:déjà |moi-même )?(?:construit|vu|accompagné|migré|exploité|mené)(?!\p{L}).{0,40}\b(?:deux|trois|plusieurs|tel(?:le)?s?|autre|projets?|systèmes?|migrations?)\b`,
    String.raw`(?<!\p{L})(?:he|hemos) (?:construido|visto|migrado|operado|acompañado|llevado)(?!\p{L}).{0,40}(?<!\p{L})(?:dos|tres|varios|varias|otro|otra|sistemas?|proyectos?|migraciones)(?!\p{L})`,
    String.raw`(?<!\p{L})já (?:construí|vi|migrei|operei|acompanhei|fiz|vivi)(?!\p{L}).{0,60}(?<!\p{L})(?:dois|duas|três|vários|várias|outro|outra|sistemas?|projetos?|migrações)(?!\p{L})`,
  ].join('|'),
  'iu',
);
/** What a provider does with its own messages is its format, no comparison. */
const FORMAT =
  /\b(?:as|like|how|the way) [A-Z][\w.]+ (?:sends?|delivers?|signs?|returns?|calls?|names?|expects?|wants?|documents?|requires?|formats?|retries|posts?|describes)\b/;
/** What was just written or done in this answer is no experience. */
const HERE =
  /\b(?:I|we)(?:['’]ve| have)?\s+(?:built|designed|run|ran|seen|worked)\s+(?:it|this|the|these|in|with|your|so|around|on the|for you|nothing|no|a (?:test|check))\b/i;

function comparisons(answer: Answer): Evidence[] {
  return statementsOf(answer).flatMap(({ text, span }): Evidence[] => {
    const compared = matches(COMPARED, text) && !matches(FORMAT, text);
    const experienced = (matches(EXPERIENCED, text) && !matches(HERE, text)) || matches(BEFORE, text);
    if (!compared && !experienced) return [];
    return [evidenceAt(span, compared ? 'compares with a system that runs' : 'speaks from experience')];
  });
}
