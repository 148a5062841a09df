import { stringify } from 'csv-stringify/sync';

/** Five requests of different kinds for a developer's agent, to be edited; `answers` is what the user says when asked. */
const TASKS = [
  {
    id: 'list-endpoint',
    title: 'A list endpoint that grew slow',
    task: 'Our GET /orders endpoint returns every order of a customer at once and takes seconds for the large ones. Please fix it. Python, FastAPI and PostgreSQL.',
    kind: 'endpoint',
    stack: 'fastapi-postgres',
    clarity: 'clear',
    answers: 'The largest customer has 40,000 orders. Existing clients read the whole list; they may change.',
  },
  {
    id: 'vague-request',
    title: 'A request that leaves nearly all open',
    task: 'We need notifications in our app. Can you build that?',
    kind: 'feature',
    stack: 'unspecified',
    clarity: 'vague',
    answers:
      'E-mail only for a start, about 5,000 users, when somebody comments on their document. Node.js and PostgreSQL.',
  },
  {
    id: 'review-handler',
    title: 'Review of a login handler',
    task: "Please review this:\n\n```python\n@app.post('/login')\ndef login(name: str, password: str):\n    user = db.execute(f\"SELECT * FROM users WHERE name = '{name}'\").fetchone()\n    if user and user['password'] == password:\n        return {'token': name}\n    return {'error': 'no'}\n```",
    kind: 'review',
    stack: 'fastapi',
    clarity: 'clear',
    answers: 'It is live, but we can change table and clients together.',
  },
  {
    id: 'schema-design',
    title: 'A schema for appointments',
    task: 'Design the database schema for appointment booking: several doctors, several rooms, no double booking, patients can cancel. PostgreSQL.',
    kind: 'design',
    stack: 'postgres',
    clarity: 'clear',
    answers:
      'Twelve doctors, four rooms, slots of 15 minutes, one time zone. A cancelled slot can be booked again.',
  },
  {
    id: 'webhook-receiver',
    title: 'A receiver for payment webhooks',
    task: 'Write an endpoint that receives payment webhooks from our provider and marks the order as paid. The provider sends each event at least once and signs it. TypeScript and Express.',
    kind: 'webhook',
    stack: 'express-postgres',
    clarity: 'clear',
    answers:
      'The signature is an HMAC-SHA256 of the raw body in the header X-Signature; the secret is in our secret store.',
  },
];

/** The starter tasks as CSV with a header row. */
export function starterTasks(): string {
  return stringify(TASKS, { header: true });
}
