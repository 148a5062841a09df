import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { redact, redactAddress } from './redact.ts';

describe('redact', () => {
  test.each([
    ['the key my-secret-1 is bad', 'the key *** is bad'],
    ['invalid x-api-key: sk-ant-api03-AbC_d-9', 'invalid x-api-key: ***'],
    ['Authorization: Bearer abc.def, next', 'Authorization: Bearer ***, next'],
    ['at https://joe:pa55@gateway.test/v1', 'at https://***@gateway.test/v1'],
    ['<html>\n  <p>Bad\tgateway</p>\n', '<html> <p>Bad gateway</p>'],
    ['at /?key=my%2Fsecret-2 and {"key":"my/secret-2"}', 'at /?key=*** and {"key":"***"}'],
    ['task-force risk-free', 'task-force risk-free'],
  ])('turns %j into %j', (text, expected) => {
    expect(redact(text, ['my-secret-1', 'my/secret-2', ''])).toBe(expected);
  });

  test('gives one short line without the secret, whatever surrounds it', () => {
    const secret = fc.string({ minLength: 8, unit: fc.constantFrom('a', 'B', '7', '-', '_', '.', '$', '&') });
    fc.assert(
      fc.property(secret, fc.string(), fc.string({ maxLength: 1000 }), (key, before, after) => {
        const text = redact(`${before}${key}${after}`, [key]);
        expect(text.split('***').some((part) => part.includes(key))).toBe(false);
        expect(text).toMatch(/^[^\n]{0,401}$/);
      }),
    );
  });
});

describe('redactAddress', () => {
  test.each([
    ['gateway.test', 'gateway.test'],
    ['joe:pa55@gateway.test', '***@gateway.test'],
    ['https://joe:pa@55@gateway.test/v1', '***@gateway.test/v1'],
    ['gateway.test/v1?key=secret#llama3.2', 'gateway.test/v1?***#llama3.2'],
  ])('turns %j into %j', (text, expected) => {
    expect(redactAddress(text)).toBe(expected);
  });
});
