import { describe, expect, it } from 'vitest';
import { openapiValid } from './openapi-valid.ts';
import { verdictOf } from './shared/testing.ts';

const yaml = (text: string) => `\`\`\`yaml\n${text}\n\`\`\`\n`;
const verdict = async (text: string) => (await verdictOf(openapiValid, text)).verdict;
const DOCUMENT = `openapi: 3.1.0
info:
  title: Tags
  version: "1.0"
security:
  - bearer: []
paths:
  /v1/tags/{tag_id}:
    get:
      operationId: readTag
      parameters:
        - name: tag_id
          in: path
          required: true
          schema: { type: integer }
      responses:
        "200":
          description: the tag
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Tag" }
              example: { id: 7, name: red }
        "404": { description: no such tag }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
  schemas:
    Tag:
      type: object
      required: [id, name]
      properties:
        id: { type: integer }
        name: { type: [string, "null"], maxLength: 80 }`;
const EXCERPT = DOCUMENT.slice(DOCUMENT.indexOf('paths:'), DOCUMENT.indexOf('components:'));

describe('openapi-valid is kept by', () => {
  it.each([
    ['a whole document', yaml(DOCUMENT)],
    ['an excerpt that refers to components elsewhere', yaml(EXCERPT)],
    ['paths alone', yaml(EXCERPT.replace('paths:\n', '').replace(/^ {2}/gm, ''))],
    [
      'a nullable field of OpenAPI 3.0 in an excerpt',
      yaml(EXCERPT.replace('schema: { type: integer }', 'schema: { type: integer, nullable: true }')),
    ],
    [
      'Swagger 2',
      yaml(
        'swagger: "2.0"\ninfo: { title: Tags, version: "1" }\npaths:\n  /tags:\n    get:\n      responses: { "200": { description: all } }',
      ),
    ],
    [
      'a document with anchors',
      yaml(
        EXCERPT.replace(
          '"404": { description: no such tag }',
          '"404": &miss { description: no such tag }\n        "410": *miss',
        ),
      ),
    ],
    [
      'parameters of the whole path',
      yaml(
        'paths:\n  /tags/{id}:\n    parameters:\n      - { name: id, in: path, required: true, schema: { type: string } }\n    delete:\n      responses:\n        "204": { description: gone }',
      ),
    ],
    [
      'JSON',
      '```json\n{ "openapi": "3.0.3", "info": { "title": "t", "version": "1" }, "paths": {\n  "/tags": { "get": { "responses": { "200": { "description": "all" } } } } } }\n```',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('openapi-valid is broken by', () => {
  it('a path parameter that is not declared, and points at the operation', async () => {
    const found = await verdictOf(openapiValid, yaml(EXCERPT.replace('name: tag_id', 'name: id')));
    expect([found.verdict, found.why]).toEqual([
      'broken',
      'The OpenAPI document is not valid: GET /v1/tags/{tag_id} does not declare its path parameter `tag_id`.',
    ]);
    expect(found.quotes[0]).toMatch(/^operationId: readTag/);
  });

  it.each([
    [
      'a response without description',
      yaml(DOCUMENT.replace('{ description: no such tag }', '{ summary: no such tag }')),
    ],
    [
      'a reference that leads nowhere',
      yaml(DOCUMENT.replace('#/components/schemas/Tag', '#/components/schemas/Tags')),
    ],
    [
      '`required` as a flag of a property',
      yaml(DOCUMENT.replace('id: { type: integer }\n', 'id: { type: integer, required: true }\n')),
    ],
    [
      'a type of another language',
      yaml(DOCUMENT.replace('schema: { type: integer }', 'schema: { type: int }')),
    ],
    ['a version that is a number', yaml(DOCUMENT.replace('"1.0"', '1.0'))],
    [
      'wrong indentation',
      yaml(DOCUMENT.replace('        - name: tag_id\n          in', '        - name: tag_id\n       in')),
    ],
    [
      'an operation of OpenAPI 3.0 without responses',
      yaml(
        'openapi: 3.0.3\ninfo: { title: Tags, version: "1" }\npaths:\n  /tags:\n    get:\n      operationId: listTags',
      ),
    ],
    ['a type of OpenAPI 3.1 in a document of 3.0', yaml(DOCUMENT.replace('3.1.0', '3.0.3'))],
    [
      'a key that OpenAPI does not know',
      yaml(DOCUMENT.replace('in: path', 'in: path\n          optional: false')),
    ],
    ['a version that there is not', yaml(DOCUMENT.replace('3.1.0', '4.0.0'))],
    [
      'Swagger 2 with a request body',
      yaml(
        'swagger: "2.0"\ninfo: { title: Tags, version: "1" }\npaths:\n  /tags:\n    post:\n      requestBody: { content: {} }\n      responses: { "201": { description: made } }',
      ),
    ],
    ['a security scheme that nobody defines', yaml(DOCUMENT.replace('- bearer: []', '- apiKey: []'))],
    [
      'an operation id used twice',
      yaml(
        `${EXCERPT}\n    head:\n      operationId: readTag\n      parameters:\n        - { name: tag_id, in: path, required: true, schema: { type: integer } }\n      responses:\n        "200": { description: there }`,
      ),
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

describe('openapi-valid is not applicable to', () => {
  it.each([
    ['other YAML', yaml('services:\n  api:\n    image: api:1\n    ports: ["80:80"]')],
    ['an empty answer', ''],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
