// What does Orca say? (GNOME's screen reader itself, in a session of its own)
//   screen-reader.sh orca.mjs http://127.0.0.1:8080 [path]
// Pages of hard texts (awkward.sh) are read from begin to end, as Orca does when a page
// opens, and walked through with its keys; what it says is held to what a listener must
// hear: docs/accessibility.md has the rules. With a path, what is said of that page is
// printed; keys may follow (`h`, `Tab`, `Return`, as xdotool calls them).
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const [base, only, ...keys] = process.argv.slice(2);
const log = process.env.ORCA_LOG;
if (!base || !log) {
  console.error('usage: screen-reader.sh orca.mjs http://127.0.0.1:8080 [path [key …]]');
  process.exit(2);
}
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const sleep = milliseconds => new Promise(done => setTimeout(done, milliseconds));
/** Milliseconds in which nothing is said before Orca is taken to be silent; and the most that is waited. */
const SILENCE = 3000;
const MOST = 180_000;

/** What Orca says of keys themselves. */
const KEYS = new Set(['left control', 'left shift', 'tab', 'return', 'escape', 'space', 'h', 'k', ...keys]);

const spoken = [];
const file = openSync(log);
const buffer = Buffer.alloc(1 << 20);
let rest = Buffer.alloc(0);

/** What Orca has said so far, phrase by phrase. */
function said() {
  for (let size; (size = readSync(file, buffer)) > 0;) {
    rest = Buffer.concat([rest, buffer.subarray(0, size)]);
    const end = rest.lastIndexOf(0x0a) + 1;
    for (const line of rest.subarray(0, end).toString().split(/\r?\n/)) {
      const [, phrase] = /SPEECH OUTPUT: '(.*)'(?: ?\[?\{.*)?$/.exec(line) ?? [];
      const words = phrase?.replaceAll(/\s+/g, ' ').trim();
      // That a key was pressed is said before what it does, which may take a while.
      if (words && !KEYS.has(words)) spoken.push(words);
    }
    rest = rest.subarray(end);
  }
  return spoken;
}

/** Waits until Orca is silent, and gives what it said after the first `before` phrases. */
async function heard(before, silence = SILENCE) {
  let count = said().length;
  for (let waited = 0, still = 0; waited < MOST && still < silence; waited += 100) {
    await sleep(100);
    const now = said().length;
    still = now === count && now > before ? still + 100 : 0;
    // Some keys are answered by nothing.
    if (now === before && waited > 6000) break;
    count = now;
  }
  return said().slice(before);
}

/** A page in a window of its own, read from begin to end. */
async function open(path, language = 'en-GB') {
  const profile = mkdtempSync(join(process.env.XDG_RUNTIME_DIR, 'page-'));
  const before = said().length;
  const browser = spawn(CHROMIUM, [
    '--no-sandbox', '--disable-gpu', '--no-first-run', '--force-renderer-accessibility', '--start-maximized',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`,
    `--lang=${language}`, `--accept-lang=${language}`, `--app=${new URL(path, base).href}`,
  ], { stdio: 'ignore', env: { ...process.env, LANGUAGE: language } });
  for (let waited = 0; waited < 30_000 && !said().slice(before).some(phrase => phrase.startsWith('Page has ')); waited += 100) await sleep(100);
  const phrases = await heard(before);
  // What is said of the window before the page is the browser's.
  const from = phrases.findIndex(phrase => phrase.startsWith('Page has '));
  return {
    page: phrases.slice(from + 1),
    summary: phrases[from] ?? '',
    async press(...pressed) {
      let answer = [];
      for (const key of pressed) {
        const at = said().length;
        execFileSync('xdotool', ['key', '--clearmodifiers', key]);
        answer = await heard(at, 1500);
      }
      return answer;
    },
    async close() {
      browser.kill();
      await new Promise(done => browser.once('exit', done));
    },
  };
}

if (only) {
  const page = await open(only);
  console.log(page.summary);
  for (const phrase of page.page) console.log(phrase);
  for (const key of keys) console.log(`[${key}]  ${(await page.press(key)).join(' | ')}`);
  await page.close();
  process.exit(0);
}

const began = Date.now();
const faults = [];
let passed = 0;
function check(name, found) {
  const wrong = Array.isArray(found) ? found : found ? [] : ['not said'];
  if (wrong.length === 0) { passed += 1; return; }
  faults.push(`${name}: ${wrong.slice(0, 6).join(' | ').slice(0, 500)}`);
}
const has = (phrases, wanted) => phrases.some(phrase => wanted instanceof RegExp ? wanted.test(phrase) : phrase === wanted);
/** Whether these are said, in this order. */
function inOrder(phrases, ...wanted) {
  let at = -1;
  const missing = wanted.find(one => {
    const next = phrases.findIndex((phrase, index) => index > at && (one instanceof RegExp ? one.test(phrase) : phrase === one));
    if (next < 0) return true;
    at = next;
    return false;
  });
  return missing === undefined ? [] : [`${missing} is not said after ${phrases[at] ?? 'the begin'}`];
}

/** What Orca calls things: said after the words of the thing itself. */
const ROLES = /^(link|visited link|push button|entry|combo box|check box|radio button|toggle button|image|heading level \d|panel|form|List with .*)$/;

/** What holds of every page. */
function everyPage(path, { page, summary }) {
  check(`${path}: Orca tells what is on the page`, /landmarks?, .*headings?/.test(summary) ? [] : [summary]);
  check(`${path}: it is read to its end`, inOrder(page, 'heading level 1', /^Set in EB Garamond/));
  check(`${path}: one heading of the first level`, page.filter(phrase => phrase === 'heading level 1').length === 1);
  // A link or a button of which only its kind is said.
  check(`${path}: nothing is without a name`, page.flatMap((phrase, at) =>
    /^((visited )?link|push button|image|entry)$/.test(phrase) && (at === 0 || ROLES.test(page[at - 1])) ? [page.slice(Math.max(at - 3, 0), at + 1).join(', ')] : []));
  check(`${path}: nothing empty is announced`, page.filter(phrase => /^(statusbar|unlabelled|frame)$/.test(phrase)));
  check(`${path}: no address is spelt`, page.filter(phrase => /https?:\/\//.test(phrase)));
  const headings = page.filter(phrase => /^heading level/.test(phrase)).map(phrase => Number(phrase.at(-1)));
  check(`${path}: no level of headings is passed over`, headings.filter((level, at) => at > 0 && level > headings[at - 1] + 1));
}

const EVERY = {
  '/': null,
  '/search?q=agnus': null,
  '/editions/moquegua-2008': null,
  '/editions/greek/1': null,
  '/editions/right-to-left/1': null,
  '/editions/verse/1': null,
  '/editions/series-of-notes/1': notes,
  '/editions/witnesses/1': entries,
  '/editions/witnesses/1/witnesses': null,
  '/editions/witnesses/1/statistics': null,
  '/editions/mooring/1?pictures=beside': null,
  '/editions/series-of-notes/1/report': null,
  '/collate': null,
};

/** Calls lead to their notes, and notes back. */
async function notes(path, page) {
  check(`${path}: a call says what it is`, inOrder(page.page, 'The author notes', 'Note 1', 'link', ', the editor notes', 'Note a', 'link'));
  check(`${path}: a note says whose it is`, inOrder(page.page, 'Editor’s note a, back to the text', 'link', 'So the editor.'));
  await page.press('ctrl+Home');
  const skipped = await page.press('Return');
  check(`${path}: the link past the head leads to the first words, and no further`, has(skipped, /^Paragraph 1/) && !has(skipped, /the translator notes/) ? [] : skipped);
  let at = [];
  for (let tabs = 0; tabs < 6 && !has(at, /^Note 1 link/); tabs += 1) at = await page.press('Tab');
  check(`${path}: the tabulator comes to the call`, has(at, /^Note 1 link/) ? [] : at);
  const note = await page.press('Return');
  check(`${path}: the call leads to its note`, has(note, /So the author/) ? [] : note);
  await page.press('Tab');
  const back = await page.press('Return');
  check(`${path}: the note leads back`, has([...back, ...await page.press('Up', 'Down')], /Note 1|author notes/) ? [] : back);
}

/** A marked word opens its entry, which is read; the apparatus is read as it is printed. */
async function entries(path, page) {
  check(`${path}: headings are read`, inOrder(page.page, 'Apparatus', 'heading level 2', 'Variants of spelling', 'heading level 2', 'Cite', 'heading level 2'));
  check(`${path}: lemma, readings, sigla`, inOrder(page.page, 'Text of witness A', 'old', 'link', /^\] A/, 'broad', /^B C/, 'long', /^D/));
  check(`${path}: an omission says its witness and its cause`, inOrder(page.page, 'om.', /^B \(homoeoteleuton\)/));
  await page.press('ctrl+Home');
  const found = [];
  for (let pressed = 0; pressed < 12 && !has(found, /Wrapping/); pressed += 1) found.push(...await page.press('h'));
  check(`${path}: the key for headings finds all`, inOrder(found, /^The Ferry heading/, /^History of the text/, /^Apparatus heading/, /^Variants of spelling/, /^Cite/, /^Download/));
  await page.press('ctrl+Home');
  const skipped = await page.press('Tab', 'Return');
  check(`${path}: the second link past the head leads to the apparatus`, has([...skipped, ...await page.press('Down')], /Apparatus|Text of witness A/) ? [] : skipped);
  await page.press('ctrl+Home', 'Return');
  let at = [];
  for (let pressed = 0; pressed < 8 && !has(at, /^so very link/); pressed += 1) at = await page.press('k');
  check(`${path}: the key for links comes to a marked word`, has(at, /^so very link/) ? [] : at);
  const opened = await page.press('Return');
  check(`${path}: its entry is read when it opens, once`, opened.filter(phrase => /so very.*om\./.test(phrase)).length === 1 ? [] : opened);
  const closed = [...await page.press('Escape'), ...await page.press('Down')];
  check(`${path}: and closes, back at the word`, has(closed, /so very|ever came/) ? [] : closed);
}

let phrases = 0;
for (const [path, walk] of Object.entries(EVERY)) {
  const page = await open(path);
  phrases += page.page.length;
  everyPage(path, page);
  if (walk) await walk(path, page);
  await page.close();
}
{
  const path = '/editions/series-of-notes/1';
  const page = await open(path, 'de-DE');
  check('in German: a call, and the way back', inOrder(page.page, 'Anmerkung 1', 'link', /Anmerkung 1, zurück/));
  await page.close();
}

for (const fault of faults.slice(0, 60)) console.log(`FAILED  ${fault}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${Object.keys(EVERY).length} pages read by Orca (${phrases} phrases) in ${seconds} s: ${passed} passed, ${faults.length} failed`);
process.exit(faults.length > 0 ? 1 : 0);
