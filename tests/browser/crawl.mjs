// Looks at every page that leads from the first one:
//   node crawl.mjs http://127.0.0.1:8080 [most pages]
// Each is read with and without script: axe, the Nu checker, no scrolling sideways at
// 320 px, nothing to complain about in the console. Of pages that look alike, in many
// editions or with other questions, a few stand for all.
import { launch } from './browser.mjs';
import { axe, listen, nu, tooWide } from './judges.mjs';

const [base, most = '120'] = process.argv.slice(2);
if (!base) {
  console.error('usage: node crawl.mjs http://127.0.0.1:8080 [most pages]');
  process.exit(2);
}
/** Questions under the same path that are looked at. */
const MOST_QUESTIONS = 4;
const VIEWS = ['apparatus=inline', 'apparatus=beside', 'apparatus=called', 'view=diplomatic&mark=0', 'spellings=folded&entries=negative'];

const began = Date.now();
const faults = [];
const blame = (path, what) => faults.push(`${path}: ${what}`);

/** The pages, by path and query, with their HTML. */
async function crawl() {
  const pages = new Map(), waiting = ['/'], seen = new Set(waiting), asked = new Map();
  const add = (path) => {
    if (!seen.has(path) && seen.size < most) { seen.add(path); waiting.push(path); }
  };
  while (waiting.length > 0) {
    const path = waiting.shift();
    const answer = await fetch(new URL(path, base), { headers: { Accept: 'text/html' }, redirect: 'follow' });
    const type = answer.headers.get('content-type') ?? '';
    if (answer.status >= 400) blame(path, `status ${answer.status}`);
    if (!type.startsWith('text/html')) { await answer.arrayBuffer(); continue; }
    const html = await answer.text();
    pages.set(path, html);
    if (/class="app[ "]/.test(html) && !path.includes('?')) for (const view of VIEWS) add(`${path}?${view}`);
    for (const [, written] of html.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      const to = new URL(written.replaceAll('&amp;', '&'), new URL(path, base));
      if (to.origin !== new URL(base).origin) continue;
      if (/^\/(api|oai|dts|public|unapi)|\.(xml|csv|json|zip|txt|nex|phy|bib|ris)$/.test(to.pathname)) continue;
      if (to.search) {
        const count = asked.get(to.pathname) ?? 0;
        if (seen.has(to.pathname + to.search) || count >= MOST_QUESTIONS) continue;
        asked.set(to.pathname, count + 1);
      }
      add(to.pathname + to.search);
    }
  }
  return pages;
}

async function look(context, path, script) {
  const page = await context.newPage();
  const complaints = listen(page, script);
  await page.goto(new URL(path, base).href, { waitUntil: 'load' });
  const name = script ? path : `${path} without script`;
  for (const fault of [...await tooWide(page), ...await axe(page), ...complaints]) blame(name, fault);
  await page.close();
}

const pages = await crawl();
const browser = await launch();
const checked = nu([...pages].map(([path, html]) => ({ name: path, html })));
const options = { viewport: { width: 320, height: 800 }, reducedMotion: 'reduce' };
await Promise.all([true, false].map(async (script) => {
  const context = await browser.newContext(options);
  // Nothing of ours runs; what judges the page still does.
  if (!script) await context.route(/\.js\b/, route => route.abort());
  for (const path of pages.keys()) await look(context, path, script);
  await context.close();
}));
await browser.close();
for (const { name, message } of await checked) blame(name, message);

for (const fault of faults.slice(0, 200)) console.log(`FAILED  ${fault}`);
if (faults.length > 200) console.log(`        … and ${faults.length - 200} more`);
const seconds = Math.round((Date.now() - began) / 1000);
if (pages.size < 30) { console.log(`FAILED  only ${pages.size} pages were found`); process.exit(1); }
console.log(`${pages.size} pages looked at with and without script in ${seconds} s, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
