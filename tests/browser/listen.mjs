// What does a screen reader say? (virtual-screen-reader, a simulation, in the browser)
//   node listen.mjs http://127.0.0.1:8080 [path]
// Pages of hard texts (awkward.sh) are read from begin to end, and what is said is held to
// what a listener must hear: docs/accessibility.md has the rules. With a path, what is
// said of that page is printed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { launch } from './browser.mjs';

const [base, only] = process.argv.slice(2);
if (!base) {
  console.error('usage: node listen.mjs http://127.0.0.1:8080 [path]');
  process.exit(2);
}
const require = createRequire(import.meta.url);
const READER = readFileSync(require.resolve('@guidepup/virtual-screen-reader/browser.js'), 'utf8');
/** Phrases of a page, at most: a reader that does not end is one that goes in circles. */
const MOST = 6000;

const began = Date.now();
const browser = await launch();
const faults = [];
let passed = 0;
function check(name, found) {
  const wrong = Array.isArray(found) ? found : found ? [] : ['not said'];
  if (wrong.length === 0) { passed += 1; return; }
  faults.push(`${name}: ${wrong.slice(0, 4).join(' | ').slice(0, 400)}`);
}

/** What is said of a page, phrase by phrase, and which phrases are in which language. */
async function listen(path, { language = 'en-GB', script = true } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: language });
  if (!script) await context.route(/\/public\/js\//, route => route.abort());
  const page = await context.newPage();
  // The reader comes from our own address, so that the page's own policy stays on.
  await page.route('**/screen-reader.js', route => route.fulfill({ contentType: 'text/javascript', body: READER }));
  await page.goto(new URL(path, base).href, { waitUntil: 'load' });
  const said = await page.evaluate(async (most) => {
    const { virtual } = await import('/screen-reader.js');
    await virtual.start({ container: document.body });
    const heard = [];
    for (let at = 0; at < most; at += 1) {
      const phrase = await virtual.lastSpokenPhrase();
      if (at > 0 && phrase === 'document') break;
      const node = virtual.activeNode;
      const element = node?.nodeType === 1 ? node : node?.parentElement;
      heard.push({ phrase, language: element?.closest?.('[lang]')?.lang ?? '' });
      if (phrase === 'end of document') break;
      await virtual.next();
    }
    await virtual.stop();
    return heard;
  }, MOST);
  await context.close();
  return said;
}

/** A role without a name: whoever listens hears that there is a link, and not where to. */
const NAMELESS = /^(link|button|doc-noteref|doc-backlink|textbox|searchbox|combobox|checkbox|radio|img|image|graphic|form|navigation|region)$/;

function everyPage(path, heard) {
  const said = heard.map(({ phrase }) => phrase);
  const headings = said.filter(phrase => /^heading, /.test(phrase));
  check(`${path}: it ends`, said.length > 20 && said.length < MOST);
  // What has no name of its own may be named by what is in it, which is said next.
  const empty = at => !/^(link|button|doc-)/.test(said[at]) || said[at + 1] === undefined || said[at + 1].startsWith('end of') || !said.includes(`end of ${said[at]}`);
  check(`${path}: nothing is without a name`, said.filter((phrase, at) => NAMELESS.test(phrase) && empty(at)));
  check(`${path}: banner, main part and foot are announced`,
    ['banner', 'main', 'contentinfo'].filter(mark => !said.some(phrase => phrase === mark || phrase.startsWith(`${mark}, `))));
  check(`${path}: one heading of the first level`, headings.filter(phrase => /level 1$/.test(phrase)).length === 1 ? [] : headings);
  const levels = headings.map(phrase => Number(/level (\d)$/.exec(phrase)?.[1]));
  check(`${path}: no level of headings is passed over`, headings.filter((_, at) => at > 0 && levels[at] > levels[at - 1] + 1));
  const navigations = said.filter(phrase => phrase.startsWith('navigation, '));
  check(`${path}: no two navigations of one name`, navigations.filter((one, at) => navigations.indexOf(one) !== at));
}

if (only) {
  for (const { phrase, language } of await listen(only)) console.log(`${language.padEnd(8)}${phrase}`);
  await browser.close();
  process.exit(0);
}

const read = new Map();
for (const path of ['/', '/editions/series-of-notes/1', '/editions/series-of-notes/1?notes=end', '/editions/witnesses/1', '/editions/nested/1',
  '/editions/right-to-left/1', '/editions/greek/1', '/editions/verse/1', '/editions/mooring/1?pictures=beside', '/editions/voyage/1/places',
  '/editions/witnesses/1/witnesses', '/editions/witnesses/1/statistics', '/editions/no-title/1', '/search?q=agnus', '/editions/series-of-notes/1/report', '/collate', '/check']) {
  const heard = await listen(path);
  read.set(path, heard);
  everyPage(path, heard);
}
const of = path => read.get(path).map(({ phrase }) => phrase);
const hears = (path, wanted) => check(`${path}: “${wanted}”`, of(path).some(phrase => wanted instanceof RegExp ? wanted.test(phrase) : phrase === wanted));

// Calls and notes: whose and which, and the way back.
for (const path of ['/editions/series-of-notes/1', '/editions/series-of-notes/1?notes=end']) {
  hears(path, /^doc-noteref, Note 1\b/);
  hears(path, /^doc-backlink, Note 1, back to the text$/);
  hears(path, /^doc-backlink, Editor’s note a, back to the text$/);
  hears(path, /^doc-backlink, Translator’s note \*, back to the text$/);
  check(`${path}: no call is a bare number`, of(path).filter(phrase => /^doc-noteref, [\d*a-z]$/.test(phrase)));
}
hears('/editions/series-of-notes/1?notes=end', 'heading, Notes of the editor, level 3');

// The apparatus: a region with a name; an entry as lemma, readings, sigla, in the order in which it is printed.
hears('/editions/witnesses/1', 'region, Apparatus');
hears('/editions/witnesses/1', /^link, Text of witness A$/);
{
  const said = of('/editions/witnesses/1');
  const words = said.slice(said.indexOf('region, Apparatus'), said.indexOf('end of region, Apparatus')).filter(phrase => !/^end of|^list/.test(phrase)).join(' ');
  check('/editions/witnesses/1: lemma, reading, witnesses', /old.*broad.*B C.*long.*D/.test(words) ? [] : [words]);
}
// Numbers and places say what they are, in the language of the interface; the text keeps its own.
hears('/editions/verse/1', /^link, Line \d+, permanent link$/);
hears('/editions/mooring/1?pictures=beside', 'link, Line 2: its place in the picture');
hears('/editions/mooring/1?pictures=beside', 'region, Pictures of the source');
hears('/editions/mooring/1?pictures=beside', /^(image|img), A leaf with a heading/);
hears('/editions/mooring/1?pictures=beside', /^button, Enlarge/);
hears('/editions/voyage/1/places', /^(rowheader|link).*Cape Town/);
for (const [path, tag] of [['/editions/greek/1', 'grc'], ['/editions/right-to-left/1', 'he']]) {
  const languages = new Set(read.get(path).map(({ language }) => language.split('-')[0]));
  check(`${path}: the text is read in its language, the rest in that of the interface`, languages.has(tag) && languages.has('en') ? [] : [[...languages].join(' ')]);
  const links = read.get(path).filter(({ phrase }) => /permanent link$|back to the text$/.test(phrase));
  check(`${path}: help within the text is in the language of the interface`, links.filter(({ language }) => language !== 'en').map(({ phrase, language }) => `${language}: ${phrase}`));
}
// Forms: each field with its label.
hears('/editions/series-of-notes/1', /^combobox, Notes/);
hears('/editions/witnesses/1', /^checkbox, (Variants|Emendations)/);
hears('/editions/series-of-notes/1/report', /^(textbox|edit), .+/);
// The same in German.
{
  const said = (await listen('/editions/series-of-notes/1', { language: 'de-DE' })).map(({ phrase }) => phrase);
  check('in German: a call says what it is', said.some(phrase => /^doc-noteref, Anmerkung 1\b/.test(phrase)) ? [] : said.filter(phrase => /noteref/.test(phrase)));
  check('in German: a way back', said.some(phrase => /^doc-backlink, Anmerkung 1, /.test(phrase)));
}
// Without a script nothing else is said of text, notes and apparatus.
{
  const plain = (await listen('/editions/witnesses/1', { script: false })).map(({ phrase }) => phrase);
  const within = said => said.slice(said.indexOf('region, Apparatus'), said.indexOf('end of region, Apparatus')).filter(phrase => !/button, Show/.test(phrase)).join('\n');
  check('without a script the apparatus is read alike', within(plain) === within(of('/editions/witnesses/1')) && within(plain).length > 0);
}

await browser.close();
for (const fault of faults.slice(0, 60)) console.log(`FAILED  ${fault}`);
const phrases = [...read.values()].reduce((sum, heard) => sum + heard.length, 0);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${read.size} pages listened to (${phrases} phrases) in ${seconds} s: ${passed} passed, ${faults.length} failed`);
process.exit(faults.length > 0 ? 1 : 0);
