import { describe, expect, it } from 'vitest';
import { verdictOf } from './shared/testing.ts';
import { statesUnderstanding } from './states-understanding.ts';

const CODE =
  '```go\nfunc Start(w http.ResponseWriter, r *http.Request) {\n\tid := uuid.New()\n\twrite(w, id)\n}\n```';
const TASK =
  'Our Go API takes video uploads through the server today and the pods run out of memory. Build the endpoints for direct multipart uploads to S3 with presigned URLs. Files are 50 MB to 5 GB.';

const verdict = async (turn: string | string[]): Promise<string> =>
  (await verdictOf(statesUnderstanding, turn, [TASK, 'Go ahead.'])).verdict;

describe('states-understanding is kept', () => {
  it('by a section, and points at its title', async () => {
    const found = await verdictOf(
      statesUnderstanding,
      `## What I understood\n\nUploads pass through the pods today, which costs memory, and shall go to S3 instead.\n\n${CODE}`,
      [TASK],
    );
    expect(found).toMatchObject({
      verdict: 'kept',
      why: 'The task or situation is restated: the section “What I understood”.',
    });
    expect(found.quotes[0]).toBe('What I understood');
  });

  it.each([
    [
      'a sentence to the user',
      `You want browsers to send large videos straight to the bucket, without a detour through the pods.\n\n${CODE}`,
    ],
    [
      'naming the cause',
      `The memory problem comes from every upload passing through the pod as one body.\n\n${CODE}`,
    ],
    [
      'saying the request again in other order',
      `Presigned URLs let videos of up to 5 GB go to S3 as multipart uploads, so the API pods no longer need memory for files.\n\n${CODE}`,
    ],
    [
      'findings of a review',
      `## Findings\n\n1. The body is read into memory before its size is known.\n2. No limit on parts.\n\n${CODE}`,
    ],
    [
      'an assumed scope',
      `Assumptions:\n\n- Scale: some hundred uploads a day, one region, users signed in.\n\n${CODE}`,
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('states-understanding is broken', () => {
  it.each([
    ['announcing the solution', `Here is a complete implementation with four handlers.\n\n${CODE}`],
    [
      'restating only after the code',
      `${CODE}\n\nYou want browsers to send large videos straight to the bucket.`,
    ],
    [
      'assumptions about existing code',
      `I assume the user id is in the request context; adjust the import paths.\n\n${CODE}`,
    ],
    ['only asking', 'Which bucket?\n\nWhich region?'],
    ['code at once', CODE],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
