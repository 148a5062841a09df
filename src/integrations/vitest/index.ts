import { expect } from 'vitest';
import { toKeep, type ToKeepOptions } from './to-keep.ts';

export { describeAgent, type DescribeAgentOptions } from './describe-agent.ts';
export type { Judged, ToKeepOptions } from './to-keep.ts';

expect.extend({
  toKeep(received: unknown, promise: string, options?: ToKeepOptions) {
    return toKeep(received, promise, options, this.isNot);
  },
});

declare global {
  // Both Vitest 4 and 5 take their matchers' types from here; their own `Matchers` have different type parameters.
  namespace Chai {
    interface Assertion {
      /**
       * The answer keeps the promise, by the scorer of the catalogue. With `.not`: it breaks it. Both fail where the promise
       * does not apply to the answer or could not be scored.
       * @example await expect(answer).toKeep('python-type-hints');
       */
      toKeep(promise: string, options?: ToKeepOptions): Promise<void>;
    }
  }
}
