import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { loadTrust, type Trust, writeTrust } from './trust.ts';

const MEASURED: Trust = {
  scorer: 'diagram@1',
  labels: 60,
  agreement: 0.98,
  kappa: 0.95,
  kept: { agree: 15, of: 16 },
  broken: { agree: 44, of: 44 },
};

describe('what calibration found', () => {
  it('is kept beside the catalogue, one line a promise, and read back as it was', async () => {
    await using folder = await tempFolder();
    const trust = new Map([
      ['diagram', MEASURED],
      ['tests-included', { ...MEASURED, kappa: null }],
    ]);
    const path = await writeTrust(folder.file('promises.yaml'), trust);
    expect(path).toBe(folder.file('promises.calibration.json'));
    expect(await loadTrust(folder.file('promises.yaml'))).toEqual(trust);
  });

  it('is nothing where nothing was measured', async () => {
    await using folder = await tempFolder();
    expect((await loadTrust(folder.file('promises.yaml'))).size).toBe(0);
  });

  it('is refused when the file is damaged, with what to do', async () => {
    await using folder = await tempFolder({
      'promises.calibration.json': '{"format":1,"promises":{"diagram":{"scorer":3}}}',
    });
    await expect(loadTrust(folder.file('promises.yaml'))).rejects.toThrow(
      /promises\.calibration\.json: promises\.diagram\.scorer: .*calibrate --write/,
    );
  });
});
