// Pictures of the pages for a person to look at:
//   node screenshots.mjs http://127.0.0.1:8080 out [path…]
// Of the editions that corpus.sh publishes, the text alone: as it is, on a phone,
// dark, on paper.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESKTOP, PHONE, launch, paths } from './browser.mjs';

const [base, out, ...given] = process.argv.slice(2);
if (!out) {
  console.error('usage: node screenshots.mjs http://127.0.0.1:8080 out [path…]');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const browser = await launch();
const name = path => path.replace(/^\/$/, '/home').slice(1).replaceAll(/[^a-z0-9]+/gi, '-');

async function shoot(path, label, options = {}, act = async () => {}, full = false) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const page = await context.newPage();
  await page.goto(new URL(path, base).href);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await act(page);
  await page.screenshot({ path: join(out, `${name(path)}-${label}.png`), fullPage: full });
  await context.close();
}

/** Texts of other projects (corpus.sh), and the place in each that is looked at. */
const TEXTS = {
  verse: '.tei-lg:nth-of-type(3)', drama: '.tei-sp', 'drama-yiddish': '.tei-sp', letter: '.tei-correspDesc',
  inscription: '.edition-text', 'inscription-greek': '.edition-text', syriac: '.tei-body', japanese: '.tei-body',
  'apparatus-greek': '.em', 'apparatus-latin': '.app .entry', manuscript: '.tei-surface', formulae: 'math', mixed: '.tei-table',
};
const textOf = path => TEXTS[path.replace('/editions/', '')];

async function shootText(path, place) {
  const there = page => page.evaluate(place => document.querySelector(place)?.scrollIntoView(), place);
  await shoot(path, 'text', {}, there);
  await shoot(path, 'text-phone', { viewport: PHONE }, there);
  await shoot(path, 'text-dark', { colorScheme: 'dark' }, there);
  await print(path);
}

async function print(path) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL(path, base).href);
  const pdf = join(out, `${name(path)}.pdf`);
  writeFileSync(pdf, await page.pdf({ preferCSSPageSize: true }));
  await context.close();
  execFileSync('pdftoppm', ['-png', '-r', '70', '-l', '3', pdf, pdf.replace(/\.pdf$/, '-print')]);
}

for (const path of await paths(base, given)) {
  const edition = path.split('/').slice(0, 3).join('/');
  if (textOf(edition)) {
    if (path === edition) await shootText(path, textOf(path));
    continue;
  }
  await shoot(path, 'desktop');
  await shoot(path, 'phone', { viewport: PHONE });
  await shoot(path, 'dark', { colorScheme: 'dark' });
  if (!/^\/editions\/[a-z0-9-]+$/.test(path) || path.includes('no-such')) continue;
  await shoot(path, 'full', {}, undefined, true);
  await shoot(path, 'phone-full', { viewport: PHONE }, undefined, true);
  await shoot(`${path}?view=diplomatic`, 'diplomatic', {}, page => page.evaluate(() => document.querySelector('.par')?.scrollIntoView()));
  await shoot(`${path}?apparatus=foot`, 'pinned', { colorScheme: 'dark' }, page => page.evaluate(() => document.querySelectorAll('.par')[9]?.scrollIntoView()));
  await shoot(path, 'popover', {}, async page => { if (await page.locator('a.em[href]').count()) await page.locator('a.em[href]').first().click(); });
  await shoot(path, 'notes', {}, page => page.evaluate(() => document.querySelector('[role=doc-footnote]')?.scrollIntoView({ block: 'center' })));
  await print(path);
}
await browser.close();
