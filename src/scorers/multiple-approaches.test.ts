import { describe, expect, it } from 'vitest';
import { multipleApproaches } from './multiple-approaches.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(multipleApproaches, turn)).verdict;

describe('multiple-approaches is kept', () => {
  it('by a table for and against, and points at the table', async () => {
    const table =
      '| Approach | For | Against |\n|---|---|---|\n| Window function | one pass | sorts all rows |\n| LATERAL | index only | one probe a device |';
    const found = await verdictOf(multipleApproaches, `Options:\n\n${table}\n`);
    expect(found.verdict).toBe('kept');
    expect(found.quotes[0]?.startsWith('Approach | For')).toBe(true);
  });

  it.each([
    [
      'criteria',
      '| Algorithm | Accuracy | Memory |\n|---|---|---|\n| Fixed window | poor | 1 number |\n| Log | exact | 1 entry a request |',
    ],
    [
      'sections',
      '## Option A: LATERAL\n\nFast, but one probe a device.\n\n## Option B: stored latest row\n\nSimple to read, but every write costs more.',
    ],
    [
      'a list under a title',
      '## Approaches\n\n- **LATERAL**: fast with the index, but needs a device table.\n- **Trigger**: cheap reads, but slow writes.',
    ],
    [
      'the base of the answer or another',
      'The limiter, on Redis.\n\n**Redis or Postgres?** Redis is quick, but counters are lost with it. Postgres keeps them; the price is a write a request.\n',
    ],
    [
      'paragraphs that begin with names',
      '## Three ways\n\n*Polling.* Simple, but slow.\n\n*Long polling.* Fast, at the price of open requests.\n',
    ],
    [
      'paragraphs in Spanish with labels',
      '## Alternativas\n\n**Cola.** A favor: no se pierde nada. En contra: otro servicio.\n\n**Cron.** A favor: muy sencillo. En contra: llega tarde.\n',
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('multiple-approaches is broken', () => {
  it.each([
    [
      'a table of single decisions',
      '| Decision | Choice | Alternative, and why not |\n|---|---|---|\n| Store | S3 | disk: lost with the pod |\n| Format | ZIP | TAR: unknown to users |',
    ],
    [
      'a table of sizes',
      '| CPU per request | Cores | Cost |\n|---|---|---|\n| 5 ms | 1 | low |\n| 15 ms | 3 | high |',
    ],
    ['options without cons', '## Options\n\n- LATERAL join\n- Window function'],
    [
      'paragraphs that weigh only one option',
      '## Options\n\n**Queue.** Simple, but slow.\n\n**Cron.** Runs once an hour.\n',
    ],
    [
      'a detail that is decided either way',
      'The upload goes to S3.\n\n**Zip or Tar?** Zip is known to all users, but slow. Tar is quick, but strange to them.\n',
    ],
    ['an alternative in a sentence', 'A trigger would be simpler but slow.'],
    [
      'a status table',
      '| Status | When | Notes |\n|---|---|---|\n| 200 | done | body |\n| 409 | shipped | none |',
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});

describe('multiple-approaches, however it is worded,', () => {
  it.each([
    [
      'numbered options with costs',
      'Two designs would work here.\n\n1. A table of jobs in PostgreSQL. Nothing new to run, but throughput ends at some hundred jobs a second.\n2. RabbitMQ. Far more throughput, but one more service to operate.\n\nI take the first.',
    ],
    [
      'bold names in running prose',
      'There are two ways to sync the stock.\n\n**Pull every minute.** Simple and robust. The price is a delay of up to a minute.\n\n**Push by webhook.** Immediate, but missed calls must be found and repeated.',
    ],
    [
      'sections by name under a title',
      '## Possible designs\n\n### Event log\n\nKeeps all history; queries become harder.\n\n### Audit columns\n\nEasy to add, but only the last change is known.',
    ],
    [
      'first and second in prose',
      'I see two approaches. The first is to denormalise the counts into the product row: reads are cheap, but each review locks that row. The second is to count at read time: nothing can drift, but popular products become slow.',
    ],
    [
      'a table, in German',
      '| Variante | Vorteile | Nachteile |\n|---|---|---|\n| Trigger | immer aktuell | bremst jeden Schreibzugriff |\n| Nachtlauf | einfach | bis zu einem Tag alt |',
    ],
    [
      'options in German',
      'Dafür gibt es zwei Möglichkeiten:\n\n- **Trigger:** immer aktuell, bremst aber jeden Schreibzugriff.\n- **Nachtlauf:** einfach, aber bis zu einem Tag alt.',
    ],
    [
      'options in French',
      'Deux approches sont possibles.\n\n**Approche 1 : un trigger.** Toujours à jour, mais ralentit chaque écriture.\n\n**Approche 2 : un traitement nocturne.** Simple, mais les données ont jusqu’à un jour de retard.',
    ],
    [
      'options in Portuguese',
      'Vejo três caminhos:\n\n1. Fila no banco: simples, mas limitada a algumas centenas por segundo.\n2. SQS: escala bem, porém acrescenta um serviço.\n3. Kafka: muito rápido, mas caro de operar.',
    ],
    [
      'letters',
      "A) Keep one schema for all customers. Cheapest to run, but one customer's load hurts the rest.\n\nB) One schema a customer. Clean isolation, but every migration runs a thousand times.\n\nI recommend A.",
    ],
  ])('is kept by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });

  it.each([
    [
      'steps',
      'There are two steps:\n\n1. Add the column. It is fast, but takes a short lock.\n2. Fill it in batches. Slow, but safe.',
    ],
    ['options without a price', 'There are two ways to do it:\n\n- with a trigger\n- with a nightly job'],
    [
      'an option that is turned down',
      'I first thought of a trigger, but it would slow down each write. So a nightly job fills the table.',
    ],
    [
      'errors',
      'Two things can go wrong:\n\n1. The network is slow, but the call succeeds.\n2. The call fails, but the row is kept.',
    ],
    [
      'choices between details',
      '- **Status code:** 409, not 400, since the body is fine but the state is not.\n- **Ids:** UUIDs, which cannot be guessed but take more room.',
    ],
    [
      'components in a list',
      'The design has three parts:\n\n- **API:** thin and fast, but knows nothing of PDF.\n- **Worker:** slow, but can be scaled.\n- **Store:** cheap, but needs a clean-up.',
    ],
    ['an option in German', 'Ein Trigger wäre einfacher, aber langsamer.'],
    ['a question to the user', 'Which of these do you want?\n\n1. E-mail only\n2. E-mail and SMS'],
    [
      'findings in Spanish',
      'Hay dos problemas:\n\n1. La consulta es lenta, pero correcta.\n2. El índice es rápido, pero falta una columna.',
    ],
  ])('is broken by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
