import { DESKTOP, PHONE, launch } from '/work/w-elements/tests/browser/browser.mjs';
import { mkdirSync } from 'node:fs';
mkdirSync('/tmp/hp/shots', { recursive: true });
const browser = await launch();
for (const spec of process.argv.slice(2)) {
  // id[:y[:mode]] mode p phone d dark
  const [id, y = '0', mode = '', q=''] = spec.split(':');
  const context = await browser.newContext({ viewport: mode.includes('p') ? PHONE : { width: 1200, height: 1100 }, colorScheme: mode.includes('d') ? 'dark' : 'light' });
  const page = await context.newPage();
  await page.goto('http://127.0.0.1:8123/editions/' + id + q);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  if (/^\d+$/.test(y)) await page.evaluate(y => { const t=document.getElementById('text'); scrollTo(0, +y + (t? t.getBoundingClientRect().top+scrollY:0)); }, y);
  else await page.evaluate(s => document.querySelector(s)?.scrollIntoView(), y);
  await page.waitForTimeout(150);
  await page.screenshot({ path: `/tmp/hp/shots/${id.slice(0,30)}-${y.replace(/\W/g,'_')}${mode}${q?'q':''}.png` });
  await context.close();
}
await browser.close();
