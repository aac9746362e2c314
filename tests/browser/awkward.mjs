// Looks at every kind of page on texts that are hard to show (awkward.sh):
//   node awkward.mjs http://127.0.0.1:8080
// Each is read with and without script: axe, the Nu checker, no scrolling sideways at
// 320 px, notes in sight, nothing to complain about in the console; with script a walk by the tabulator
// too. `make crawl` looks at many more.
import { launch } from './browser.mjs';
import { axe, listen, misplaced, nu, tabWalk, tooWide } from './judges.mjs';

const [base] = process.argv.slice(2);
if (!base) {
  console.error('usage: node awkward.mjs http://127.0.0.1:8080');
  process.exit(2);
}
/** Stops of the tabulator on each page. */
const MOST_STOPS = 60;

/** Texts, one for each thing that is hard to show. */
const TEXTS = ['no-notes', 'thirty-notes', 'long-note', 'nested', 'right-to-left', 'both-directions', 'greek', 'verse',
  'lacking-unit', 'no-title', 'series-of-notes', 'apparatuses', 'witnesses', 'points', 'duo'];
/** Every other kind of page, on the text that is hardest for it. */
const PAGES = [
  '/', '/about', '/api', '/hand-in', '/hand-in/batches', '/timeline', '/registers/people',
  '/check', '/search', '/search?q=agnus', '/search?q=suum&in=readings', '/search?q=(agnus+OR',
  '/editions/long', '/editions/long/chapter2',
  '/editions/greek/1?apparatus=beside', '/editions/right-to-left/1?apparatus=inline', '/editions/nested/1?apparatus=foot',
  '/editions/verse/1?view=diplomatic&mark=0', '/editions/voyage/1/places', '/registers/places', '/editions/mooring/1', '/editions/mooring/1?pictures=beside', '/editions/right-to-left/1?notes=end',
  '/editions/series-of-notes/1?notes=foot', '/editions/thirty-notes/1?notes=end', '/editions/greek/1?apparatus=foot&notes=foot', '/editions/witnesses/1?wit=B&rdg=old:1',
  '/editions/lacking-unit/1/witnesses', '/editions/right-to-left/1/witnesses', '/editions/witnesses/1/witnesses/B',
  '/editions/nested/1/apparatus', '/editions/witnesses/1/apparatus?does=omission', '/editions/witnesses/1/statistics',
  '/editions/duo/1/parallel', '/editions/fabula/2/people',
  '/editions/fabula/compare/1..2', '/editions/fabula/2/survival', '/editions/fabula/versions',
  '/editions/no-title/1/colophon', '/editions/no-title/1/record', '/editions/no-title/1/validation',
  '/editions/greek/1/cite', '/editions/right-to-left/1/report',
  '/check?citation=https%3A%2F%2Fx.example%2Feditions%2Ffabula%2F1%2Fchapter1.2', '/editions/nobody', '/editions/fabula/2/99', '/api/problems/not-well-formed',
];
/** Pages that say why there is none. */
const REFUSED = ['/editions/nobody', '/editions/fabula/2/99'];
/** Forms that are filled in: where, and with what. */
const FORMS = [{
  name: 'a collation', path: '/collate', send: 'button.first',
  fields: { '#siglum-1': 'A', '#text-1': 'Ad rivum eundem lupus et agnus', '#siglum-2': 'B', '#text-2': 'Ad rivum suum agnus' },
}, {
  name: 'a collation of nothing', path: '/collate', send: 'button.first', fields: {},
}];

const began = Date.now();
const faults = [];
const written = new Map();

/** One tab goes from page to page. */
async function read(context, visits, script) {
  const page = await context.newPage();
  const complaints = listen(page, script);
  for (const { name: of, path, fields, send } of visits) {
    const name = `${of ?? path}${script ? '' : ' without script'}`;
    complaints.length = 0;
    const answer = await page.goto(new URL(path, base).href, { waitUntil: 'load' });
    if (answer.status() >= 400 && !REFUSED.includes(path)) faults.push(`${name}: status ${answer.status()}`);
    if (fields) {
      for (const [field, words] of Object.entries(fields)) await page.fill(field, words);
      await Promise.all([page.waitForEvent('load'), page.click(send)]);
    }
    const found = [...await tooWide(page), ...await axe(page)];
    if (script) {
      found.push(...await tabWalk(page, MOST_STOPS));
      // What a script made of the page is no HTML that anybody wrote.
      if (!fields) written.set(name, await (await fetch(page.url(), { headers: { Accept: 'text/html' } })).text());
    } else if (fields) {
      written.set(name, await page.content());
    }
    for (const fault of [...found, ...complaints]) faults.push(`${name}: ${fault}`);
  }
  await page.close();
}

const visits = [...TEXTS.map(text => ({ path: `/editions/${text}/1` })), ...PAGES.map(path => ({ path })), ...FORMS];
const browser = await launch();
await Promise.all([true, false].map(async (script) => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, reducedMotion: 'reduce' });
  // Nothing of ours runs; what judges the page still does.
  if (!script) await context.route(/\.js\b/, route => route.abort());
  await read(context, visits, script);
  await context.close();
}));
// With margins beside the text, and without.
for (const width of [320, 1000]) {
  const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  for (const text of TEXTS) {
    await page.goto(new URL(`/editions/${text}/1`, base).href, { waitUntil: 'load' });
    for (const media of ['screen', 'print']) {
      await page.emulateMedia({ media });
      for (const fault of await misplaced(page)) faults.push(`/editions/${text}/1 at ${width} px, ${media}: ${fault}`);
    }
  }
  await page.close();
}
await browser.close();
for (const { name, message } of await nu([...written].map(([name, html]) => ({ name, html })))) faults.push(`${name}: ${message}`);

for (const fault of faults.slice(0, 80)) console.log(`FAILED  ${fault}`);
if (faults.length > 80) console.log(`        … and ${faults.length - 80} more`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${visits.length} pages of hard texts looked at with and without script in ${seconds} s, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
