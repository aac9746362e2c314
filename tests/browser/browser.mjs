// The browser of the checks: Debian's Chromium, one for the whole run.
import { chromium } from 'playwright-core';

const OPTIONS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Starts the browser; `CHROMIUM` names another one. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: OPTIONS,
  });
}

export const DESKTOP = { width: 1440, height: 1000 };
export const PHONE = { width: 390, height: 844 };

/** The paths of the site that are looked at: those given, or all that lead from `/`. */
export async function paths(base, given) {
  if (given.length > 0) return given;
  const home = await (await fetch(new URL('/', base))).text();
  const editions = [...new Set([...home.matchAll(/href="(\/editions\/[a-z0-9-]+)"/g)].map(m => m[1]))];
  const pages = editions.flatMap(edition => [edition, `${edition}/versions`, `${edition}/colophon`, `${edition}/cite`]);
  const registers = await Promise.all(editions.map(async edition => {
    const page = await (await fetch(new URL(edition, base))).text();
    return [...page.matchAll(/href="(\/editions\/[a-z0-9-]+\/\d+\/(?:people|places|organisations|works|events|witnesses))"/g)].map(m => m[1]);
  }));
  return ['/', ...pages, ...new Set(registers.flat()), '/about', '/editions/there-is-no-such-edition'];
}
