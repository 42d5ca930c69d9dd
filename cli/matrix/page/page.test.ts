import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { oneThreadRows } from '../one-thread.test.support.js';
import { lostInterruptRecording, readFixture } from '../../../properties/recording/index.js';
import { matrixPage } from './page.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
// With IRQLINE_REQUIRE_ALL=1, as in CI, a browser that is missing is a failure.
const mayRun = existsSync(executablePath) || process.env['IRQLINE_REQUIRE_ALL'] === '1';
const skip = mayRun ? false : `there is no browser at ${executablePath}`;

const qemu = '#qemu,driver=linux';

describe('the page', { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'irqline-page-'));
  const url = pathToFileURL(join(directory, 'matrix.html')).href;
  const faults: string[] = [];
  let browser: Browser;

  before(async () => {
    writeFileSync(join(directory, 'matrix.html'), matrixPage(await oneThreadRows(), 1));
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser.close();
    rmSync(directory, { recursive: true });
  });

  /** Opens the page from disk; whatever it complains of, or asks the network for, is a fault. */
  async function open(hash = ''): Promise<Page> {
    const page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => faults.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) faults.push(request.url());
    });
    await page.goto(url + hash);
    return page;
  }

  test('has a cell for each profile, one for both detectors of a level, and one for each named system and driver', async () => {
    const page = await open();
    assert.equal(await page.locator('#matrix td button').count(), 54 * 6 * 3);
    assert.equal(await page.locator('#names td button').count(), 11 * 6);
    const safe = page.locator('#matrix button.safe');
    assert.equal(await safe.first().textContent(), '✓');
    await page.close();
  });

  test('is used by keyboard: one tab stop in the matrix, arrows move, Enter opens, Escape brings back', async () => {
    const page = await open();
    const first = page.locator('#matrix td button').first();
    assert.equal(await page.locator('#matrix button[tabindex="0"]').count(), 1);
    await first.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'End', 'Home', 'ArrowLeft'])
      await page.keyboard.press(key);
    const focused = page.locator(':focus');
    const link =
      'order=statusFirst,update=or,signal=onRise,section=split,trigger=edge,detector=transition,driver=ackFirst';
    assert.equal(await focused.getAttribute('data-link'), link);
    await page.keyboard.press('Enter');
    await page.locator('#story[open]').waitFor();
    assert.ok((await page.locator('#story').textContent())?.includes(`--profile ${link}`));
    await page.keyboard.press('Escape');
    await page.locator('#story:not([open])').waitFor({ state: 'attached' });
    assert.equal(await page.locator(':focus').getAttribute('data-link'), link);
    await page.close();
  });

  test('tells the story of a cell: the steps in order, and what changed in bold', async () => {
    const page = await open(qemu);
    const story = page.locator('#story[open]');
    assert.equal(await story.locator('code').first().textContent(), 'irqline matrix --profile qemu');
    assert.match((await story.textContent()) ?? '', /QEMU's virt machine.*LOST, dead.*Make an edge for every bit/);
    const label = await story.locator('svg').getAttribute('aria-label');
    const order = ['publish VRING', 'take', 'read VRING', ':= VRING+CONFIG', 'ACK VRING', 'service VRING', 'EOI'];
    const places = order.map((text) => label?.indexOf(text) ?? -1);
    assert.ok(places.every((place) => place >= 0));
    assert.deepEqual(
      places.toSorted((one, other) => one - other),
      places,
    );
    assert.equal(await story.locator('.seen').count(), 1);
    const recording = story.locator('.seen a[download="blk-resize-race.trace"]');
    const text = decodeURIComponent((await recording.getAttribute('href'))?.replace('data:text/plain,', '') ?? '');
    assert.equal(text, readFixture(lostInterruptRecording));
    assert.deepEqual(await story.locator('svg text.number').allTextContents(), [
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
    ]);
    assert.deepEqual(await story.locator('p.end').allTextContents(), [
      'Lost: CONFIG still waits, everyone is idle, and no interrupt is pending. Nobody will come.',
    ]);
    assert.deepEqual((await story.locator('svg text.changed').allTextContents()).slice(0, 4), ['V-', 'V-', '1', '1']);
    await page.close();
  });

  test('marks the one cell whose loss was seen for real, and the note below leads to it', async () => {
    const page = await open();
    const starred = page.locator('#names button', { hasText: '*' });
    assert.deepEqual(await starred.allTextContents(), ['✗ dead 9*']);
    assert.equal(await starred.getAttribute('aria-label'), 'dead: qemu, driver linux, seen for real');
    await page.locator('p.seen a', { hasText: 'qemu, driver linux' }).click();
    await page.locator('#story[open] .seen').waitFor();
    assert.match((await page.locator('#story').textContent()) ?? '', /^Closeqemu with the driver “linux”/);
    await page.keyboard.press('Escape');
    await page.locator('#names button', { hasText: 'SAFE' }).first().click();
    await page.locator('#story[open]').waitFor();
    assert.equal(await page.locator('#story .seen').count(), 0);
    await page.close();
  });

  test('shows a storm as the way in and the round', async () => {
    const page = await open(
      '#order=statusFirst,update=or,signal=assertOnly,trigger=level,detector=assert,driver=ackFirst',
    );
    assert.deepEqual(await page.locator('#story h3').allTextContents(), [
      'The way into a storm',
      'and then, again and again',
    ]);
    assert.equal(await page.locator('#story svg').count(), 2);
    assert.match((await page.locator('#story p.end').textContent()) ?? '', /unserviced through it/);
    await page.close();
  });

  test('filters lines and columns by axis, and dims by verdict', async () => {
    const page = await open();
    const visible = page.locator('#matrix td:visible button');
    for (const [axis, value] of [
      ['update', 'torn'],
      ['driver', 'ackLast'],
      ['trigger', 'level'],
    ] as const) {
      await page.locator(`[data-axis=${axis}][data-value=${value}]`).uncheck();
    }
    assert.equal(await visible.count(), 36 * 5 * 2);
    assert.equal(await page.locator('th[data-driver=ackFirst]').getAttribute('colspan'), '2');
    assert.equal(await page.locator('th[data-driver=ackLast]').isVisible(), false);
    await page.locator('[data-axis=verdict][data-value=dead]').uncheck();
    assert.equal(await page.locator('#matrix button.dead:not(.dim)').count(), 0);
    assert.equal(await page.locator('#matrix button.safe.dim').count(), 0);
    await page.close();
  });

  test('asks the network for nothing, and complains of nothing', () => {
    assert.deepEqual(faults, []);
  });
});
