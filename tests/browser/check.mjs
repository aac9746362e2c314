// Checks the pages of a running server in a real browser:
//   node check.mjs http://127.0.0.1:8080 [path…]
// Prints one line for each check and closes with `N passed, N failed`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DESKTOP, PHONE, launch, paths } from './browser.mjs';
import { AXE_TAGS, nu, tabWalk } from './judges.mjs';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WATCHDOG_MINUTES = 8;

const [base, ...given] = process.argv.slice(2);
if (!base) {
  console.error('usage: node check.mjs http://127.0.0.1:8080 [path…]');
  process.exit(2);
}
const watchdog = setTimeout(() => {
  console.error(`FAILED: not done after ${WATCHDOG_MINUTES} minutes`);
  process.exit(1);
}, WATCHDOG_MINUTES * 60_000);

let passed = 0, failed = 0;
function check(name, faults) {
  const list = Array.isArray(faults) ? faults : faults ? [] : ['not so'];
  if (list.length === 0) { passed += 1; console.log(`ok      ${name}`); return; }
  failed += 1;
  console.log(`FAILED  ${name}`);
  for (const fault of list.slice(0, 8)) console.log(`        ${fault}`);
  if (list.length > 8) console.log(`        … and ${list.length - 8} more`);
}
const skipped = (name, why) => console.log(`--      ${name}: ${why}`);

const browser = await launch();
/** A fresh page; `complaints` collects what the browser complains about. */
async function open(path, options = {}) {
  // Reduced motion: what is scrolled to is there at once.
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', message => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('requestfailed', request => {
    const why = request.failure()?.errorText;
    // Leaving a page ends what it still asks for.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`);
  });
  const response = await page.goto(new URL(path, base).href, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts?.ready.then(() => true));
  return { page, context, complaints, status: response.status() };
}

/** axe runs from the protocol side, so that the page's own security policy stays on. */
async function accessible(name, page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)} }).then(r => JSON.stringify({
      passes: r.passes.length, incomplete: r.incomplete.map(i => i.id + ' ' + i.nodes.length),
      faults: r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ' ' + n.failureSummary.split('\\n')[1])) }))`,
    awaitPromise: true, returnByValue: true,
  });
  const report = JSON.parse(result.value);
  const note = report.incomplete.length ? `; to judge by eye: ${report.incomplete.join(', ')}` : '';
  check(`${name}: axe (${report.passes} rules hold${note})`, report.faults);
}

const sideways = page => page.evaluate(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const limit = document.documentElement.clientWidth + 1;
  const culprit = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > limit);
  return [`${wide} px too wide: ${culprit?.outerHTML.slice(0, 120)}`];
});

async function everyPage(path) {
  const { page, context, complaints, status } = await open(path);
  const expected = path.includes('there-is-no-such') ? 404 : 200;
  check(`${path}: status ${expected}`, status === expected ? [] : [`status ${status}`]);
  // Chromium reports the status of an error page as a console message.
  const real = complaints.filter(text => !(expected === 404 && /404/.test(text)));
  await accessible(`${path}`, page);
  check(`${path}: its title says nothing twice`, await page.evaluate(() => {
    const parts = document.title.split(' · ');
    return new Set(parts).size === parts.length ? [] : [document.title];
  }));
  check(`${path}: no dead fragment, no id twice`, await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map(id => `id twice: ${id}`);
    const dead = [...document.querySelectorAll('a[href^="#"]')]
      .filter(a => a.hash.length > 1 && !document.getElementById(decodeURIComponent(a.hash.slice(1))))
      .map(a => `dead: ${a.getAttribute('href')}`);
    return [...twice, ...dead];
  }));
  const links = await page.evaluate(() => [...document.querySelectorAll('a[href], link[href]')]
    .map(a => a.href.split('#')[0]).filter(href => href.startsWith(location.origin)));
  const dead = [];
  for (const href of new Set(links)) {
    const answer = await fetch(href, { headers: { Accept: '*/*' } });
    await answer.arrayBuffer();
    if (answer.status >= 400 && !href.includes('there-is-no-such')) dead.push(`${answer.status} ${href}`);
  }
  check(`${path}: every internal link answers`, dead);
  for (const width of [320, 390, 834]) {
    await page.setViewportSize({ width, height: 800 });
    check(`${path}: no scrolling sideways at ${width} px`, await sideways(page));
  }
  await page.setViewportSize({ width: 320, height: 800 });
  // WCAG 1.4.12, set through the object model: the policy forbids style elements.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
    document.adoptedStyleSheets = [sheet];
  });
  check(`${path}: room for wider spacing (WCAG 1.4.12)`, await sideways(page));
  check(`${path}: nothing to complain about in the console`, real);
  await context.close();
}

/** A selector for the element that a fragment (`#p1`) names. */
const byFragment = hash => `[id="${decodeURIComponent(hash.slice(1))}"]`;

const isEdition = path => /^\/editions\/[a-z0-9-]+(\/\d+)?$/.test(path) && !path.includes('there-is-no-such');

async function editionPage(path) {
  const { page, context, complaints } = await open(path);
  const has = await page.evaluate(() => ({
    apparatus: document.querySelectorAll('.entry').length,
    notes: document.querySelectorAll('[role=doc-footnote]').length,
    emendations: document.querySelectorAll('a.em[href]').length,
    pin: !!document.querySelector('[name=apparatus]'),
    units: document.querySelectorAll('.par').length,
  }));

  check(`${path}: the state of the view is in the address and survives a reload`, await (async () => {
    await page.locator('input[value=diplomatic]').check();
    if (!new URL(page.url()).search.includes('view=diplomatic')) return [`address ${page.url()}`];
    await page.reload();
    return (await page.locator('input[value=diplomatic]').isChecked()) ? [] : ['not checked after reload'];
  })());
  await accessible(`${path} diplomatic`, page);
  await page.goto(new URL(path, base).href);

  if (has.apparatus && has.emendations) {
    await page.goto(new URL(`${path}?mark=0`, base).href);
    check(`${path}: mark=0 leaves no link on emended words`, await page.evaluate(() =>
      [...document.querySelectorAll('a.em[href]')].map(a => a.id)));
    await page.goto(new URL(path, base).href);
    const word = page.locator('a.em[href]').first();
    await word.scrollIntoViewIfNeeded();
    await word.click();
    const state = await page.evaluate(() => {
      const window = document.querySelector('[popover]:popover-open');
      return { open: !!window, inside: !!window?.contains(document.activeElement), text: window?.textContent.trim() ?? '' };
    });
    check(`${path}: an emended word opens its entry`, state.open && state.inside && state.text.length > 3
      ? [] : [JSON.stringify(state)]);
    await accessible(`${path} popover`, page);
    await page.keyboard.press('Escape');
    check(`${path}: Escape closes it and gives the focus back`, await page.evaluate(() =>
      !document.querySelector('[popover]:popover-open') && document.activeElement.matches('a.em')
        ? [] : [document.activeElement.outerHTML.slice(0, 80)]));
    check(`${path}: words and entries point at each other`, await page.evaluate(() =>
      [...document.querySelectorAll('a.em[href]')].filter(a => {
        const entry = document.getElementById(a.hash.slice(1))?.closest('.entry');
        return !entry || ![...entry.querySelectorAll('a[href^="#"]')].length;
      }).map(a => `${a.id} → ${a.hash}`)));
  } else skipped(`${path}: popovers`, 'no apparatus');

  if (has.notes) {
    check(`${path}: calls and notes point at each other`, await page.evaluate(() =>
      [...document.querySelectorAll('[role=doc-noteref]')].filter(call => {
        const note = document.getElementById(call.hash.slice(1));
        return note?.querySelector('[role=doc-backlink]')?.getAttribute('href') !== `#${call.id}`;
      }).map(call => call.outerHTML)));
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    check(`${path}: side notes stand level with their calls and do not overlap`, await page.evaluate(() => {
      const faults = [];
      let floor = -Infinity;
      for (const note of document.querySelectorAll('[role=doc-footnote]')) {
        if (note.closest('.side.long')) continue;
        const back = note.querySelector('[role=doc-backlink]');
        const call = back && document.getElementById(back.hash.slice(1));
        const box = note.getBoundingClientRect();
        if (!call || box.height === 0) continue;
        if (box.top < floor - 1) faults.push(`${note.id} overlaps the note before it`);
        const off = box.top - Math.max(call.getBoundingClientRect().top, floor);
        if (Math.abs(off) > 24) faults.push(`${note.id} is ${Math.round(off)} px off its call`);
        floor = box.bottom;
      }
      return faults;
    }));
  } else skipped(`${path}: notes`, 'there are none');

  if (has.pin) {
    await page.locator('[name=apparatus]').selectOption('foot');
    await accessible(`${path} pinned`, page);
    check(`${path}: the pinned apparatus has the entries of what is in view`, await page.evaluate(async () => {
      const items = [...document.querySelector('.app').querySelectorAll('.applist > li')];
      const unit = item => document.getElementById(item.dataset.unit);
      items.map(unit).find(Boolean)?.scrollIntoView({ block: 'center' });
      await new Promise(resolve => setTimeout(resolve, 300));
      const inView = item => {
        const box = unit(item)?.getBoundingClientRect();
        return box && box.top < innerHeight * 0.6 && box.bottom > innerHeight * 0.4;
      };
      return items.filter(inView).filter(item => item.getClientRects().length === 0)
        .map(item => `those of ${item.dataset.unit} are hidden`);
    }));
    check(`${path}: tab stops with the apparatus pinned`, await tabWalk(page, 140));
    await page.locator('[name=apparatus]').selectOption('end');
  } else skipped(`${path}: pinned apparatus`, 'not offered');
  await page.goto(new URL(path, base).href);
  check(`${path}: tab stops are visible and not covered`, await tabWalk(page, 140));
  check(`${path}: nothing to complain about in the console`, complaints);
  await context.close();

  for (const [name, options] of [
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: PHONE }],
    ['phone dark', { viewport: PHONE, colorScheme: 'dark' }],
    ['forced colours', { forcedColors: 'active' }],
  ]) {
    const { page, context } = await open(path, options);
    await accessible(`${path} ${name}`, page);
    await context.close();
  }
  await withoutScript(path, has);
  await onPaper(path);
}

async function withoutScript(path, has) {
  const { page, context } = await open(path, { javaScriptEnabled: false });
  await page.locator('input[value=diplomatic]').check();
  const shown = selector => page.locator(selector).first().isVisible();
  const hasPairs = await page.locator('.s').count();
  check(`${path} without script: the switch works`,
    !hasPairs || (await shown('.s')) || (await page.locator('.s').nth(1).isVisible()) ? [] : ['the witness side stays hidden']);
  await page.locator('#view button.show').click();
  check(`${path} without script: the form keeps the state`,
    page.url().includes('view=diplomatic') && (await page.locator('input[value=diplomatic]').isChecked())
      ? [] : [page.url()]);
  await page.goto(new URL(path, base).href);
  if (has.notes) {
    await page.locator('[role=doc-noteref]').first().click();
    const note = new URL(page.url()).hash;
    check(`${path} without script: a call leads to its note and back`, await (async () => {
      if (!(await page.locator(byFragment(note)).isVisible())) return [`${note} is not visible`];
      await page.locator(`${byFragment(note)} [role=doc-backlink]`).click();
      const call = new URL(page.url()).hash;
      return (await page.locator(byFragment(call)).isVisible()) ? [] : [`${call} is not visible`];
    })());
  }
  if (has.units) {
    await page.locator('a.pn').nth(Math.min(2, has.units - 1)).click();
    check(`${path} without script: a number is a permanent link`,
      (await page.locator(byFragment(new URL(page.url()).hash)).count()) === 1 ? [] : [page.url()]);
  }
  await context.close();
}

/** In a language with long words: what is said is said in it, and it fits. */
async function inGerman(path) {
  const { page, context } = await open(path, { locale: 'de-DE', viewport: { width: 320, height: 800 } });
  check(`${path} in German: the interface speaks it`, await page.evaluate(() => {
    const left = [...document.querySelectorAll('header.site a, footer a, button, h2, legend, label')]
      .map(e => e.textContent.trim())
      .filter(words => /^(Editions|About|Registers|Check|Cite|Download|Show|History of the text|Apparatus)$/.test(words));
    return [...(document.documentElement.lang === 'de' ? [] : [document.documentElement.lang]), ...left];
  }));
  check(`${path} in German: the text keeps its language`, await page.evaluate(() => {
    const text = document.querySelector('#text');
    return text?.lang === 'de' ? [text.outerHTML.slice(0, 80)] : [];
  }));
  for (const width of [320, 390, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    check(`${path} in German: nothing sideways at ${width} px`, await sideways(page));
  }
  await accessible(`${path} in German`, page);
  const chosen = page.locator('footer .languages a[hreflang=fr]');
  await chosen.click();
  check(`${path} in German: French is chosen, and the page is the same`, await page.evaluate(([path]) =>
    document.documentElement.lang === 'fr' && location.pathname === path ? [] : [document.documentElement.lang, location.href],
    [path]));
  await context.close();
}

async function onPaper(path) {
  const { page, context } = await open(path);
  await page.emulateMedia({ media: 'print' });
  check(`${path} on paper: no controls`, await page.evaluate(() =>
    [...document.querySelectorAll('form, button, .skip')].filter(e => e.checkVisibility?.() && e.getClientRects().length)
      .map(e => e.outerHTML.slice(0, 80))));
  const pdf = await page.pdf({ preferCSSPageSize: true });
  check(`${path} on paper: a PDF of ${Math.round(pdf.length / 1024)} kB`, pdf.length > 5000);
  await context.close();
}

/** Witnesses are put side by side, and an editor decides with the keyboard; the page that answered first. */
async function collating() {
  const { page, context, complaints } = await open('/collate');
  const texts = { A: 'She took the boat past the reef.', B: 'She took the ship past the rocks.' };
  for (const [at, [siglum, text]] of Object.entries(texts).entries()) {
    await page.fill(`#siglum-${at + 1}`, siglum);
    await page.fill(`#text-${at + 1}`, text);
  }
  const answered = page.waitForResponse(response => response.request().method() === 'POST');
  await page.click('button.first[value=show]');
  const html = await (await answered).text();
  await accessible('/collate with witnesses', page);
  check('/collate with witnesses: nothing runs over the side', await sideways(page));
  const decided = async (name, keys, expected) => {
    await page.locator('table.alignment td[tabindex="0"]').focus();
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForFunction(
      part => document.querySelector('#decisions')?.value.includes(part), expected, { timeout: 5000 },
    ).catch(() => {});
    check(`/collate with the keyboard: ${name}`, (await page.inputValue('#decisions')).includes(expected));
  };
  const down = times => Array(times).fill('ArrowDown');
  await decided('the lemma', ['ArrowRight', ...down(3), 'l'], 'do = "lemma"\nin = "B"\nwords = "ship"');
  check('/collate with the keyboard: goes on where it was', await page.evaluate(() =>
    document.activeElement.textContent === 'ship'));
  await decided('one entry', ['Shift+ArrowDown', 'Shift+ArrowDown', 'j'], 'do = "join"\nin = "B"\nwords = "ship past the"');
  await decided('a new entry', ['ArrowUp', 's'], 'do = "split"\nin = "B"');
  await decided('words that belong elsewhere',
    ['m', 'ArrowLeft', 'ArrowUp', 'm'], 'do = "move"\nin = "B"');
  await decided('what a reading is', [...Array(9).fill('ArrowUp'), 'c', 'e', 'r', 'r', 'o', 'r', 'Enter'], 'as = "error"');
  check('/collate with the keyboard: nothing in the console', complaints);
  await context.close();
  return html;
}

/** The Nu HTML checker over everything that is served as HTML or CSS, and over pages that answered a form. */
async function valid(all, answers) {
  const pages = answers.map((html, at) => ({ name: `answer ${at}`, html }));
  const sheets = new Set();
  for (const path of all) {
    for (const [query, language] of [['', 'en'], ['', 'de'], ['?view=diplomatic&mark=0', 'en']]) {
      if (query && !isEdition(path)) continue;
      const headers = { 'Accept-Language': language };
      const html = await (await fetch(new URL(path + query, base), { headers })).text();
      for (const m of html.matchAll(/href="([^"]+\.css[^"]*)"/g)) sheets.add(m[1]);
      pages.push({ name: `${path}${query} (${language})`, html });
    }
  }
  for (const sheet of sheets) {
    const html = await (await fetch(new URL(sheet, base))).text();
    pages.push({ name: sheet, html, ending: 'css' });
  }
  const messages = await nu(pages);
  check(`the Nu HTML checker on ${pages.length} files`, messages.map(m => `${m.name}: ${m.message}`));
}

try {
  const all = await paths(base, given);
  if (!all.some(isEdition)) check('there is an edition to look at', ['none']);
  for (const path of all) await everyPage(path);
  for (const path of all.filter(isEdition)) await editionPage(path);
  const collated = await collating();
  for (const path of all) await inGerman(path);
  await valid(all, [collated]);
} catch (error) {
  failed += 1;
  console.log(`FAILED  the checks themselves: ${error.stack}`);
} finally {
  await browser.close();
  clearTimeout(watchdog);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
