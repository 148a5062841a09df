import { describe, expect, it } from 'vitest';
import { migrationOrRollback } from './migration-or-rollback.ts';
import { quantifiedImpact } from './quantified-impact.ts';
import type { Scorer } from './scorer.ts';
import { securityConsiderations } from './security-considerations.ts';
import { verdictOf } from './shared/testing.ts';

type Case = readonly ['kept' | 'broken', string];

const judges = (scorer: Scorer, cases: readonly Case[], user = ['Build it.']): void => {
  describe(`${scorer.id}, in other words and languages`, () => {
    it.each(cases)('is %s by: %s', async (expected, turn) => {
      expect((await verdictOf(scorer, turn, user)).verdict).toBe(expected);
    });
  });
};

judges(migrationOrRollback, [
  [
    'kept',
    'Roll-out: create the table, deploy with the switch off, let ten colleagues try it, then open it.',
  ],
  ['kept', 'Rollout of a new index: build it on the replica, promote, repeat on the old primary.'],
  [
    'kept',
    'Run it on staging first and keep the old policies in a file, so they can be put back in one minute.',
  ],
  ['kept', 'Back out by setting `checkout.v2` to false.'],
  ['kept', '## Back\n\nSet the weight to 0 and restart the pods; nothing else has changed.'],
  ['kept', 'To undo: `DROP INDEX orders_status_idx`, no data is touched.'],
  [
    'kept',
    'In MySQL 8.4 the index is built online (`ALGORITHM=INPLACE, LOCK=NONE`); do it on a replica first.',
  ],
  [
    'kept',
    'Primero se escribe en las dos tablas, después se copian las filas antiguas y al final se borra la vieja.',
  ],
  [
    'kept',
    'On écrit d’abord dans les deux bases, puis on copie l’historique, enfin on coupe les lectures dans Mongo.',
  ],
  [
    'kept',
    'Erst bekommt ein Mandant den neuen Dienst, nach einer Woche alle; zurück geht es über den Schalter.',
  ],
  ['kept', 'Para desfazer, volte a variável ao valor antigo e reinicie o serviço.'],
  ['kept', 'Phase 1 sends 5 % of callers to the Kotlin service, phase 2 half of them, phase 3 all.'],
  ['broken', 'Back pressure: the queue holds 500 entries and answers 503 above that.'],
  ['broken', 'First validate the body, then write the row, finally answer 201.'],
  ['broken', 'Erst wird der Text zerlegt, dann gezählt, am Ende sortiert.'],
  ['broken', 'The user presses back and the form keeps its old values.'],
  ['broken', 'Run the migration with `php artisan migrate`.'],
  ['broken', 'In Rust the ? operator hands the error back to the caller.'],
  ['broken', 'If the payment is declined, the order goes back to the basket in the same transaction.'],
]);

judges(securityConsiderations, [
  ['kept', 'The display name goes into the HTML mail unescaped, so escape it in the Thymeleaf template.'],
  ['kept', 'Only the owner may read an invoice; the query filters by the user id of the session.'],
  ['kept', 'Das Passwort steht nie im Log, und Token werden nur als Hash gespeichert.'],
  ['kept', 'Les données personnelles sont chiffrées au repos.'],
  ['kept', 'Un usuario no puede ver pedidos de otro: el filtro por `user_id` va en cada consulta.'],
  ['kept', 'Os dados pessoais ficam fora do log (LGPD).'],
  ['kept', 'Never log the card number; the middleware masks it.'],
  ['kept', 'Do not log e-mail addresses or request bodies.'],
  ['kept', 'A leaked link must die after ten minutes.'],
  ['broken', 'What you see is a leak of goroutines: each handler leaves one behind for ever.'],
  ['broken', 'The pool leaks a connection on every timeout.'],
  ['broken', 'All ten connections wait and nobody lets go: no CPU, no log line, no recovery.'],
  ['broken', 'The function cannot reuse the buffer; take a `&mut Vec` from the caller if that matters.'],
  ['broken', 'Sorting by id only is stable, so nobody sees a row twice.'],
  ['broken', 'Der Speicher läuft voll, weil ein Leck die Listener festhält.'],
  ['broken', 'The owner of the channel closes it, others must never close it.'],
]);

judges(
  quantifiedImpact,
  [
    ['kept', 'Das Deployment dauert danach etwa 14 statt 50 Minuten.'],
    ['kept', 'Rund 140.000 € für zehn Wochen mit vier Leuten.'],
    ['kept', 'La requête passe de 9 secondes à environ 40 ms.'],
    ['kept', 'Unas 3.000 consultas por segundo caben en una sola instancia.'],
    ['kept', 'A consulta cai de 4 segundos para cerca de 30 milissegundos.'],
    ['kept', 'One Sidekiq process works through roughly 90,000 mails an hour.'],
    ['kept', 'Memory stays near 60 MB, however large the export.'],
    ['broken', 'Shopify retries for 4 hours and then drops the webhook.'],
    ['broken', 'The token lives 15 minutes and the link 10 minutes.'],
    ['broken', 'Der Cache hält Einträge 60 Sekunden.'],
    ['broken', 'Le délai est limité à 30 secondes.'],
    ['broken', 'Set `max_connections` to 200 and the time-out to 5 seconds.'],
    ['broken', 'You have 50 minutes of deployment today.'],
  ],
  ['Our deployment takes 50 minutes, help.'],
);
