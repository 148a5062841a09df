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

describe('states-understanding, however it is worded,', () => {
  it.each([
    [
      'the situation in one sentence',
      'So far each pod swallows a whole film before it passes it on, and that is what kills it.',
    ],
    [
      'a picture of the situation',
      'At the moment a five-gigabyte file travels browser → pod → bucket, and the pod keeps all of it on the way.',
    ],
    [
      'a label',
      '**The request:** browsers put their parts into the bucket themselves, and the pods only sign.',
    ],
    [
      'what it has to do',
      'What has to happen: big uploads bypass the service, and it merely hands out permissions.',
    ],
    [
      'the difficulty in a sentence',
      'The hard thing here is that nobody sees the bytes any more, so the size has to be pinned down before the first part.',
    ],
    ['a reading', 'I read this as two jobs: start an upload, and finish it once all parts are there.'],
    [
      'German',
      'Verstanden: Große Videos sollen nicht mehr durch eure Pods laufen, sondern direkt im Bucket landen.',
    ],
    [
      'German, you have and need',
      'Bisher laufen alle Videos durch die Pods; künftig sollen sie direkt in den Bucket gehen.',
    ],
    ['French', 'Si je comprends bien, les vidéos ne doivent plus passer par vos pods.'],
    ['Spanish', 'Lo que pides es que los vídeos grandes vayan directos al bucket, sin pasar por los pods.'],
    ['Portuguese', 'Entendi: os vídeos grandes devem ir direto para o bucket, sem passar pelos pods.'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${text}\n\n${CODE}`)).toBe('kept');
  });

  it.each([
    ['a list of files', 'Two files: `upload.go` and `upload_test.go`.'],
    [
      'a list of requirements to install',
      'Requirements: Go 1.22, `go get github.com/aws/aws-sdk-go-v2` and a bucket.',
    ],
    ['a greeting', 'Sure! Here you go, with tests.'],
    [
      'components',
      '**Components:** a handler that starts, one that signs, one that completes, and a cleaner.',
    ],
    ['a decision', 'I chose the SDK of AWS, version 2, since version 1 is no longer maintained.'],
    ['an announcement in German', 'Hier ist der vollständige Code mit Tests.'],
    ['an announcement in Spanish', 'Aquí tienes el código completo con sus pruebas.'],
    ['how to run it', 'Set `BUCKET` and run `go run .` before the first call.'],
    [
      'a design at once',
      'The handler checks the token, asks the store for a key and returns the signed addresses.',
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${text}\n\n${CODE}`)).toBe('broken');
  });
});
