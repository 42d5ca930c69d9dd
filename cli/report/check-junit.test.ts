import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it, test } from 'node:test';
import { fakeAdapter } from '../../properties/adapter/fake-fault.test.support.js';
import { WarmIrqline } from '../warm.test.support.js';
import { junitReport } from './junit.js';

void describe('the JUnit report of a check', { concurrency: 1 }, () => {
  const warm = new WarmIrqline();
  const directory = mkdtempSync(join(tmpdir(), 'irqline-junit-'));
  after(async () => {
    await warm.close();
    rmSync(directory, { recursive: true });
  });

  interface Reported {
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly xml: string;
  }

  async function check(...args: readonly string[]): Promise<Reported> {
    const { exitCode, stdout } = await warm.run(['check', '--seed', '1', '--junit', 'report.xml', ...args], directory);
    return { exitCode, stdout, xml: readFileSync(join(directory, 'report.xml'), 'utf8') };
  }

  void it('has the property of a failure, what is wrong, and all that the terminal has', async () => {
    const { exitCode, stdout, xml } = await check('--mutant', 'reset-keeps-status');
    assert.equal(exitCode, 1);
    assert.match(xml, / tests="1" failures="1" errors="0" /);
    const failure = /<failure type="reset-clears" message="([^"]+)">([^]*)<\/failure>/.exec(xml);
    assert.match(failure?.[1] ?? '', /^the reset left something behind$/);
    const [report = '', command = ''] = [failure?.[2], /^ {2}npx irqline check .*$/m.exec(stdout)?.[0]];
    assert.ok(report.includes(command), xml);
    assert.match(report, /VIRTIO-N2 [^]*\n {2}npx irqline replay /);
  });

  void it('has an error of an adapter that cannot go on, and what it said', async () => {
    const { exitCode, xml } = await check('--adapter', fakeAdapter('impl', { at: 20, do: 'babble' }));
    assert.equal(exitCode, 3);
    assert.match(xml, / failures="0" errors="1" /);
    assert.match(xml, /<error type="ADAPTER_MALFORMED" message="[^"\n]+">[^]*\[ADAPTER_MALFORMED\]\n[^]*→ /);
  });

  void it('is written, too, when nothing could begin', async () => {
    for (const [code, exit, ...args] of [
      ['ADAPTER_NOT_STARTED', 3, '--adapter', '/nonexistent'],
      ['UNKNOWN_NAME', 2, '--layer', 'irq'],
    ] as const) {
      const { exitCode, xml } = await check(...args);
      assert.equal(exitCode, exit);
      assert.match(xml, / tests="1" failures="0" errors="1" /);
      assert.match(xml, new RegExp(`name="${args[1]}"[^>]*>\\n {4}<error type="${code}" message="[^"]+">`));
    }
  });

  void it('has a failure where too little was run, which is none of a property', async () => {
    const { exitCode, xml } = await check('--layer', 'device', '--runs', '100', '--shard', '2/2');
    assert.equal(exitCode, 1);
    assert.match(
      xml,
      /<failure type="inconclusive" message="too little was run to tell">[^<]*device: impl inconclusive/,
    );
  });
});

void test('a JUnit report has no colours, and no characters that XML has not', () => {
  const problem = { kind: 'failure', type: 'a', message: '"<&', text: '\u001B[31mred\u001B[39m\u0000' } as const;
  assert.match(
    junitReport([{ suite: 's', name: 'n', seconds: 1, problem }]),
    /<testcase classname="s" name="n" time="1.000">\n {4}<failure type="a" message="&quot;&lt;&amp;">red<\/failure>\n/,
  );
});
