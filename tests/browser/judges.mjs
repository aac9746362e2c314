// What judges pages: axe, the Nu HTML checker, a walk by the tabulator, the console.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What the Nu checker says of pages (`name`, `html`, `ending`): each message with the name of its page. */
export async function nu(pages) {
  const folder = await mkdtemp(join(tmpdir(), 'variorum-pages-'));
  try {
    const names = new Map();
    for (const [at, { name, html, ending = 'html' }] of pages.entries()) {
      names.set(`page-${at}.${ending}`, name);
      await writeFile(join(folder, `page-${at}.${ending}`), html);
    }
    const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
    const files = [...names.keys()].map(name => join(folder, name));
    const vnu = ['-jar', jar, '--exit-zero-always', '--also-check-css', '--format', 'json', ...files];
    const { stderr } = await promisify(execFile)('java', vnu, { maxBuffer: 64 << 20 });
    // It guesses the language of a page from all its words; most are those of the
    // text, which say their own.
    const guessed = ({ message }) => message.startsWith('This document appears to be written in');
    return JSON.parse(stderr).messages.filter(message => !guessed(message)).map(({ url, lastLine, message, extract = '' }) => ({
      name: names.get(url?.split('/').pop()) ?? url,
      message: `line ${lastLine}: ${message} ${extract}`.replaceAll('\n', ' '),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Walks by Tab: every stop has a visible focus and nothing lies over it. */
export async function tabWalk(page, most) {
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  const faults = [];
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return { end: true };
      const box = e.getClientRects()[0];
      const where = e.outerHTML.slice(0, 90);
      if (!box) return { fault: `no place: ${where}` };
      const style = getComputedStyle(e);
      const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const covered = !top || !(e === top || e.contains(top) || top.contains(e) || top.closest('label')?.contains(e));
      return { fault: !seen ? `focus not visible: ${where}` : covered ? `covered by ${top?.outerHTML.slice(0, 60)}: ${where}` : null };
    });
    if (found.end) break;
    if (found.fault) faults.push(found.fault);
  }
  return faults;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds; it runs from the protocol side, so that the page's own security policy stays on. */
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { preload: false, resultTypes: ['violations'], runOnly: ${JSON.stringify(AXE_TAGS)} }).then(r => JSON.stringify(
      r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + n.failureSummary.split('\\n')[1]))))`,
    awaitPromise: true, returnByValue: true,
  });
  await session.detach();
  return JSON.parse(result.value ?? '["axe gave no answer"]');
}

/** How far the page reaches beyond the window, in pixels. */
export async function tooWide(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [`${wide} px too wide at ${page.viewportSize().width} px`] : [];
}

/** Notes that lie outside of the window, long ones in a narrow column, and numbers and tallies that are printed over the words. */
export function misplaced(page) {
  return page.evaluate(() => {
    const faults = [];
    const width = document.documentElement.clientWidth;
    for (const note of document.querySelectorAll('.text .note')) {
      const { left, right } = note.getBoundingClientRect();
      if (left < 0 || right > width) faults.push(`the note ${note.id} lies from ${left} to ${right} px of ${width}`);
    }
    for (const long of document.querySelectorAll('.text .par > .side.long')) {
      const words = long.closest('.par').querySelector(':scope > :not(.num, .tally, .side)');
      if (long.offsetWidth < words.offsetWidth) faults.push(`the long note of ${long.closest('.par').id} is narrower than the text`);
    }
    for (const mark of document.querySelectorAll('.text :is(.par > .num > .pn, .tally)')) {
      const words = mark.closest('.par')?.querySelector(':scope > :not(.num, .tally, .side)');
      const [one, other] = [mark, words ?? mark].map(element => element.getBoundingClientRect());
      const over = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (words && over > 1) faults.push(`${mark.className} of ${mark.closest('.par').id} lies ${over} px over the words`);
    }
    return faults;
  });
}

/** Collects what the console of a page complains about, but for the status of the page itself. */
export function listen(page, script) {
  const complaints = [];
  const expected = script ? /status of 4\d\d/ : /status of 4\d\d|net::ERR_/;
  const add = text => { if (!expected.test(text)) complaints.push(text); };
  page.on('console', message => { if (message.type() === 'error') add(message.text()); });
  page.on('pageerror', error => add(String(error)));
  return complaints;
}
