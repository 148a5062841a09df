import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from './redact.ts';

describe('redact', () => {
  test.each([
    ['the key my-secret-1 is bad', 'the key *** is bad'],
    ['invalid x-api-key: sk-ant-api03-AbC_d-9', 'invalid x-api-key: ***'],
    ['Authorization: Bearer abc.def, next', 'Authorization: Bearer ***, next'],
    ['at https://joe:pa55@gateway.test/v1', 'at https://***@gateway.test/v1'],
    ['<html>\n  <p>Bad\tgateway</p>\n', '<html> <p>Bad gateway</p>'],
    ['task-force risk-free', 'task-force risk-free'],
  ])('turns %j into %j', (text, expected) => {
    expect(redact(text, ['my-secret-1', ''])).toBe(expected);
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
