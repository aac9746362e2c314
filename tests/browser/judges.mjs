// What judges pages: the rules of axe that are asked, and the Nu HTML checker.
import { execFile } from 'node:child_process';
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
