import { describe, expect, it } from 'vitest';
import { importsComplete } from './imports-complete.ts';
import { verdictOf } from './shared/testing.ts';

const python = (...blocks: string[]): string =>
  blocks.map((code) => `\`\`\`python\n${code.trim()}\n\`\`\`\n`).join('\nThen:\n\n');

const SERVICE = `
# app/links.py
import asyncio
from uuid import UUID

from fastapi import APIRouter, HTTPException

router = APIRouter()


@router.get("/links/{link_id}")
async def read(link_id: UUID) -> dict:
    await asyncio.sleep(0)
    raise HTTPException(404, "not found")
`;
const TESTS = `
# tests/test_links.py
import pytest


@pytest.mark.anyio
async def test_missing(client):
    assert (await client.get("/links/1")).status_code == 422
`;

describe('imports-complete is kept', () => {
  it('if every name is imported or defined', async () => {
    expect((await verdictOf(importsComplete, python(SERVICE, TESTS))).verdict).toBe('kept');
  });

  it('if an earlier block imports the name', async () => {
    const more =
      '@router.delete("/links/{link_id}")\nasync def drop(link_id: UUID) -> None:\n    raise HTTPException(404, "not found")';
    expect((await verdictOf(importsComplete, python(SERVICE, more))).verdict).toBe('kept');
  });

  const needsUser =
    `${SERVICE}\n\n@router.get("/me")\nasync def me(user=Depends(get_current_user)) -> dict:\n    return user`.replace(
      'APIRouter, ',
      'APIRouter, Depends, ',
    );
  it.each([
    ['the user names it', python(needsUser), 'Auth exists as a get_current_user dependency.'],
    [
      'the prose says that it is there',
      `I assume you already have \`get_current_user\`.\n\n${python(needsUser)}`,
      'Build it.',
    ],
    [
      'a comment says that it is there',
      python(
        needsUser.replace(
          '-> dict:\n    return user',
          '-> dict:  # get_current_user: your existing dependency\n    return user',
        ),
      ),
      'Build it.',
    ],
    [
      'the prose says so in German',
      `Die Funktion \`get_current_user\` gibt es bei Ihnen bereits, sie wird hier nur verwendet.\n\n${python(needsUser)}`,
      'Bitte bauen.',
    ],
  ])('if %s', async (_, answer, user) => {
    expect((await verdictOf(importsComplete, answer, [user])).verdict).toBe('kept');
  });

  it('if the file to change is said to exist', async () => {
    const answer = `${python(SERVICE)}\nIn your existing \`main.py\`, add:\n\n${python('from app.links import router\n\napp.include_router(router)')}`;
    expect((await verdictOf(importsComplete, answer)).verdict).toBe('kept');
  });

  it('whatever one illustrative line uses', async () => {
    expect(
      (
        await verdictOf(
          importsComplete,
          `${python(SERVICE)}\nThat is:\n\n${python('jwt.decode(token, secret)')}`,
        )
      ).verdict,
    ).toBe('kept');
  });
});

describe('imports-complete is broken by', () => {
  it('one dropped import, and points at the name', async () => {
    const verdict = await verdictOf(importsComplete, python(SERVICE.replace('import asyncio\n', ''), TESTS));
    expect(verdict.verdict).toBe('broken');
    expect(verdict.why).toBe('`asyncio` is used but neither imported, defined nor said to exist.');
    expect(verdict.quotes).toEqual(['asyncio']);
  });

  it.each([
    ['a dropped import in the tests', python(SERVICE, TESTS.replace('import pytest\n', ''))],
    ['a name in an annotation', python(SERVICE.replace('from uuid import UUID\n', ''))],
    ['a helper in the usage example', python(SERVICE, 'for link in read_all():\n    save_link(link)')],
    [
      'a name that the file shown lacks',
      python(
        SERVICE,
        '# app/main.py\nfrom fastapi import FastAPI\n\nfrom app.links import make_router\n\napp = FastAPI()\napp.include_router(make_router())',
      ),
    ],
    [
      'a gap in code that does not parse as a whole',
      python(`${SERVICE.replace('import asyncio\n', '')}\n\ndef later(...):\n    pass`),
    ],
    [
      'a gap in an indented snippet',
      'Inside the class:\n\n```python\n    async def load(self) -> dict:\n        rows = json.loads(self.raw)\n        return rows\n```',
    ],
    [
      'a library that the prose only praises',
      `The existing \`asyncio\` loop is fine.\n\n${python(SERVICE.replace('import asyncio\n', ''))}`,
    ],
  ])('%s', async (_, answer) => {
    expect((await verdictOf(importsComplete, answer)).verdict).toBe('broken');
  });
});

it('imports-complete does not apply without Python code', async () => {
  expect(
    (await verdictOf(importsComplete, '```go\nfunc main() {\n\tfmt.Println(x)\n\tos.Exit(1)\n}\n```'))
      .verdict,
  ).toBe('not-applicable');
});
