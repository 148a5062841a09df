/**
 * The structure of OpenAPI 3.0 and 3.1 documents as JSON Schema: the rules that tools reject a document for, part by part.
 * Written after https://spec.openapis.org/oas/v3.1.1.html, section 4.8; keywords of schema objects are checked by their
 * types only, because 3.1 allows any further ones.
 */
export const OPENAPI_SCHEMA = {
  $id: 'openapi',
  definitions: {
    document: {
      type: 'object',
      required: ['openapi', 'info'],
      anyOf: [{ required: ['paths'] }, { required: ['components'] }, { required: ['webhooks'] }],
      properties: {
        openapi: { type: 'string', pattern: '^3\\.[01]\\.\\d+' },
        info: { $ref: '#/definitions/info' },
      },
      allOf: [{ $ref: '#/definitions/parts' }],
    },
    parts: {
      type: 'object',
      properties: {
        paths: { $ref: '#/definitions/paths' },
        webhooks: { type: 'object', additionalProperties: { $ref: '#/definitions/pathItem' } },
        components: { $ref: '#/definitions/components' },
        servers: { type: 'array', items: { $ref: '#/definitions/server' } },
        security: { $ref: '#/definitions/security' },
        tags: {
          type: 'array',
          items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
        },
      },
      propertyNames: {
        pattern:
          '^(openapi|info|jsonSchemaDialect|servers|paths|webhooks|components|security|tags|externalDocs|x-.*)$',
      },
    },
    info: {
      type: 'object',
      required: ['title', 'version'],
      properties: { title: { type: 'string' }, version: { type: 'string' }, description: { type: 'string' } },
    },
    server: { type: 'object', required: ['url'], properties: { url: { type: 'string' } } },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^(/|x-)' },
      patternProperties: { '^/': { $ref: '#/definitions/pathItem' } },
    },
    pathItem: {
      type: 'object',
      patternProperties: {
        '^(get|put|post|delete|options|head|patch|trace)$': { $ref: '#/definitions/operation' },
      },
      properties: { parameters: { $ref: '#/definitions/parameters' } },
      propertyNames: {
        pattern:
          '^(get|put|post|delete|options|head|patch|trace|\\$ref|summary|description|servers|parameters|x-.*)$',
      },
    },
    operation: {
      type: 'object',
      required: ['responses'],
      properties: {
        tags: { type: 'array', items: { type: 'string' } },
        summary: { type: 'string' },
        description: { type: 'string' },
        operationId: { type: 'string' },
        parameters: { $ref: '#/definitions/parameters' },
        requestBody: { $ref: '#/definitions/requestBody' },
        responses: { $ref: '#/definitions/responses' },
        deprecated: { type: 'boolean' },
        security: { $ref: '#/definitions/security' },
      },
      propertyNames: {
        pattern:
          '^(tags|summary|description|externalDocs|operationId|parameters|requestBody|responses|callbacks|deprecated|security|servers|x-.*)$',
      },
    },
    parameters: { type: 'array', items: { $ref: '#/definitions/parameter' } },
    parameter: {
      type: 'object',
      if: { required: ['$ref'] },
      else: {
        required: ['name', 'in'],
        properties: {
          name: { type: 'string' },
          in: { enum: ['query', 'path', 'header', 'cookie'] },
          required: { type: 'boolean' },
          schema: { $ref: '#/definitions/schema' },
          content: { $ref: '#/definitions/content' },
        },
        if: { properties: { in: { const: 'path' } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { required: ['required'], properties: { required: { const: true } } },
        anyOf: [{ required: ['schema'] }, { required: ['content'] }],
      },
    },
    requestBody: {
      type: 'object',
      anyOf: [{ required: ['$ref'] }, { required: ['content'] }],
      properties: { content: { $ref: '#/definitions/content' }, required: { type: 'boolean' } },
      propertyNames: { pattern: '^(\\$ref|summary|description|content|required|x-.*)$' },
    },
    responses: {
      type: 'object',
      minProperties: 1,
      propertyNames: { pattern: '^([1-5](\\d\\d|XX)|default|x-.*)$' },
      additionalProperties: { $ref: '#/definitions/response' },
    },
    response: {
      type: 'object',
      anyOf: [{ required: ['$ref'] }, { required: ['description'] }],
      properties: {
        description: { type: 'string' },
        content: { $ref: '#/definitions/content' },
        headers: { type: 'object', additionalProperties: { type: 'object' } },
      },
      propertyNames: { pattern: '^(\\$ref|summary|description|headers|content|links|x-.*)$' },
    },
    content: {
      type: 'object',
      propertyNames: { pattern: '^[^/]+/[^/]+$' },
      additionalProperties: {
        type: 'object',
        properties: { schema: { $ref: '#/definitions/schema' }, examples: { type: 'object' } },
        propertyNames: { pattern: '^(schema|example|examples|encoding|itemSchema|x-.*)$' },
      },
    },
    schema: {
      type: ['object', 'boolean'],
      properties: {
        $ref: { type: 'string' },
        type: {
          anyOf: [
            { $ref: '#/definitions/typeName' },
            { type: 'array', minItems: 1, items: { $ref: '#/definitions/typeName' } },
          ],
        },
        properties: { type: 'object', additionalProperties: { $ref: '#/definitions/schema' } },
        items: { $ref: '#/definitions/schema' },
        required: { type: 'array', items: { type: 'string' } },
        enum: { type: 'array' },
        allOf: { $ref: '#/definitions/schemas' },
        anyOf: { $ref: '#/definitions/schemas' },
        oneOf: { $ref: '#/definitions/schemas' },
        additionalProperties: { $ref: '#/definitions/schema' },
        format: { type: 'string' },
        pattern: { type: 'string' },
        nullable: { type: 'boolean' },
        minLength: { type: 'integer', minimum: 0 },
        maxLength: { type: 'integer', minimum: 0 },
        minItems: { type: 'integer', minimum: 0 },
        maxItems: { type: 'integer', minimum: 0 },
        minProperties: { type: 'integer', minimum: 0 },
        maxProperties: { type: 'integer', minimum: 0 },
        minimum: { type: 'number' },
        maximum: { type: 'number' },
      },
    },
    schemas: { type: 'array', minItems: 1, items: { $ref: '#/definitions/schema' } },
    typeName: { enum: ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'] },
    components: {
      type: 'object',
      properties: {
        schemas: { type: 'object', additionalProperties: { $ref: '#/definitions/schema' } },
        responses: { type: 'object', additionalProperties: { $ref: '#/definitions/response' } },
        parameters: { type: 'object', additionalProperties: { $ref: '#/definitions/parameter' } },
        requestBodies: { type: 'object', additionalProperties: { $ref: '#/definitions/requestBody' } },
        headers: { type: 'object', additionalProperties: { type: 'object' } },
        securitySchemes: { type: 'object', additionalProperties: { $ref: '#/definitions/securityScheme' } },
      },
      propertyNames: {
        pattern:
          '^(schemas|responses|parameters|examples|requestBodies|headers|securitySchemes|links|callbacks|pathItems|mediaTypes|x-.*)$',
      },
    },
    securityScheme: {
      type: 'object',
      anyOf: [
        { required: ['$ref'] },
        {
          required: ['type', 'name', 'in'],
          properties: { type: { const: 'apiKey' }, in: { enum: ['query', 'header', 'cookie'] } },
        },
        { required: ['type', 'scheme'], properties: { type: { const: 'http' } } },
        { required: ['type', 'flows'], properties: { type: { const: 'oauth2' } } },
        { required: ['type', 'openIdConnectUrl'], properties: { type: { const: 'openIdConnect' } } },
        { required: ['type'], properties: { type: { const: 'mutualTLS' } } },
      ],
    },
    security: {
      type: 'array',
      items: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    },
  },
} as const;
