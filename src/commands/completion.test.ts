import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { vouchHere } from '../../test/vouch.ts';

/** Asks the shell itself what it completes, one candidate a line. */
const ASK = {
  bash: (script: string, words: readonly string[]) =>
    `${script}\nCOMP_WORDS=(${quoted(words)}) COMP_CWORD=${words.length - 1}; _vouch; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // Outside of an interactive line the helpers of zsh's completion are missing: these print what they are given.
  zsh: (script: string, words: readonly string[]) =>
    `compdef() { }; _files() { }; _describe() { print -rl -- "\${(@P)2}" }\n${script}\nwords=(${quoted(words)}) CURRENT=${words.length}; _vouch`,
  fish: (script: string, words: readonly string[]) => `${script}\ncomplete -C ${quoted([words.join(' ')])}`,
};

const CASES: [words: string[], some: string[], none: string[]][] = [
  [['vouch', 'comp'], ['compare', 'completion'], ['--model']],
  [
    ['vouch', 'compare', '--model'],
    ['--model', '--model-a', '--model-b'],
    ['--port', 'compare'],
  ],
  [['vouch', 'completion', ''], ['bash', 'zsh', 'fish'], ['run']],
];

describe.each(['bash', 'zsh', 'fish'] as const)('vouch completion %s', (shell) => {
  test.skipIf(spawnSync(shell, ['--version']).error)('completes commands, flags and choices', async () => {
    const { stdout: script, code } = await vouchHere(['completion', shell]);
    expect(code).toBe(0);
    for (const [words, some, none] of CASES) {
      const out = execFileSync(shell, ['-c', ASK[shell](script, words)], { encoding: 'utf8' });
      const candidates = out.split('\n').map((line) => line.split(/[:\t]/)[0]);
      expect(candidates, words.join(' ')).toEqual(expect.arrayContaining(some));
      for (const other of none) expect(candidates, words.join(' ')).not.toContain(other);
    }
  });
});

test('vouch completion names the shells it knows', async () => {
  const { code, stderr } = await vouchHere(['completion', 'powershell']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' ');
}
