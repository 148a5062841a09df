import { REFERENCE_DROPS, simulateReference } from '../stats/simulate-reference.ts';

// `npm run simulate [-- runs]`: false alarms, power and price of the gate and of its alternatives, on made-up answers.
const runs = Number(process.argv[2] ?? 400);
if (!Number.isSafeInteger(runs) || runs < 1) {
  process.stderr.write(
    `simulate: expected how many runs, a whole number from 1 on, got "${process.argv[2]}"\n`,
  );
  process.exitCode = 2;
} else {
  process.stdout.write(`${runs} runs each; calls as a share of those of the fixed procedures\n`);
  for (const { name, results, callShares } of simulateReference(runs, 'simulate')) {
    const parts = REFERENCE_DROPS.map((drop, index) => {
      const found = results[index];
      const calls = `calls ${(callShares[index] ?? 0).toFixed(2)}`;
      if (drop === 0) return `nothing changed: false alarms ${percent(found?.failed ?? 0)}, ${calls}`;
      return `${drop * 100} points: found ${percent(found?.found ?? 0)}, ${calls}`;
    });
    process.stdout.write(`${name}\n  ${parts.join('\n  ')}\n`);
  }
}

function percent(count: number): string {
  return `${((100 * count) / runs).toFixed(1)} %`;
}
