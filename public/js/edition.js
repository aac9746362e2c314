// Additions to the page of an edition. Without them it reads, switches, cites
// and prints; with them it needs no reloading, and notes stand beside their calls.

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const root = document.documentElement;
const form = find('form.view');
const status = find('#status');
const text = find('#text');
/** What is said here, in the language of the interface: the template says it. */
const words = { ...status?.dataset };

const isChecked = (name) => form?.querySelector(`[name=${name}][type=checkbox]`)?.checked ?? false;
/** Whether there is a margin for notes. */
const hasMargin = () => matchMedia('(min-width: 60rem)').matches && parseFloat(getComputedStyle(root).getPropertyValue('--side')) > 0;
const say = (words) => { if (status) status.textContent = words; };

// ---------- the state of the view lives in the address ----------

/** What goes without saying. */
const USUAL = { view: 'reading', mark: '1', apparatus: 'end', notes: 'beside', pictures: 'none', entries: 'positive', words: 'la' };

/** The shortest query that means the state of the form. */
function queryOf(form) {
  const said = new FormData(form);
  const query = new URLSearchParams();
  for (const name of new Set(said.keys())) {
    const values = said.getAll(name);
    // A box that is not ticked leaves the hidden field before it.
    for (const value of name in USUAL ? values.slice(-1) : values) {
      if (USUAL[name] !== value) query.append(name, value);
    }
  }
  return query.size ? `?${query}` : '';
}

/** Where the apparatus stands. */
const placeOfApparatus = () => form?.elements.apparatus?.value ?? 'end';

/** The first unit in the window, with its place there. */
function firstVisible() {
  const unit = all('.par', text).find((unit) => unit.getBoundingClientRect().bottom > 60);
  const top = unit?.getBoundingClientRect().top;
  return top < innerHeight ? { unit, top } : null;
}

/** What the server has to make anew. */
function needsServer(control) {
  // The server gave a page without marks.
  if (control.name === 'mark') return control.checked && !find('.em', text);
  // So do entries that stand in the text, or beside it.
  if (control.name === 'apparatus') return Boolean(find('.entry', text)) || ['beside', 'inline'].includes(control.value);
  return ['notes', 'pictures', 'interventions', 'entries', 'words', 'spellings'].includes(control.name);
}

function changeView(event) {
  if (needsServer(event.target)) {
    location.assign(location.pathname + queryOf(form) + location.hash);
    return;
  }
  const kept = firstVisible();
  history.replaceState(null, '', location.pathname + queryOf(form) + location.hash);
  linkMarkedWords();
  alignNotes();
  watchUnits();
  if (event.target.name !== 'view') return;
  if (kept) scrollBy({ top: kept.unit.getBoundingClientRect().top - kept.top, behavior: 'instant' });
  say(words[event.target.value]);
}

/** Words are links only while they are marked; else plain text for everyone. */
function linkMarkedWords() {
  const marked = isChecked('mark');
  for (const word of all('a.em', text)) {
    if (marked && word.dataset.href) word.setAttribute('href', word.dataset.href);
    if (!marked && word.hasAttribute('href')) {
      word.dataset.href = word.getAttribute('href');
      word.removeAttribute('href');
    }
  }
}

// ---------- side notes level with their calls, never overlapping ----------

const NOTE_GAP = 12;

function alignNotes() {
  const notes = all('.side:not(.long) > :is(.note, .entries)', text);
  const article = find('.edition');
  for (const note of notes) note.style.transform = '';
  if (article) article.style.paddingBlockEnd = '';
  if (!hasMargin()) return;

  // Measure everything first: reading and writing by turns would lay out the
  // page once for every note.
  const measured = notes.map((note) => {
    const back = find('[role=doc-backlink]', note);
    const call = back && document.getElementById(back.hash.slice(1));
    return { note, call: call?.getClientRects()[0]?.top, box: note.getBoundingClientRect() };
  });
  let floor = -Infinity;
  for (const { note, call, box } of measured) {
    if (!box.height || note.closest('.table-frame')) continue;
    const top = Math.max(call === undefined ? box.top : call - 4, floor);
    note.style.transform = `translateY(${top - box.top}px)`;
    floor = top + box.height + NOTE_GAP;
  }
  const below = floor - (article?.getBoundingClientRect().bottom ?? floor);
  if (below > 0) article.style.paddingBlockEnd = `${below}px`;
}

// ---------- the apparatus of the units in view, when it is pinned ----------

let observer;

function watchUnits() {
  observer?.disconnect();
  // Of several apparatuses the first is pinned.
  const entries = placeOfApparatus() === 'foot' ? all('.app:not(.app ~ .app) .applist > li') : [];
  const notes = form?.elements.notes?.value === 'foot' ? all('.notes [data-unit]') : [];
  if (!entries.length && !notes.length) return;
  const items = grouped([...entries, ...notes]);
  observer = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) for (const item of items.get(target.id) ?? []) item.toggleAttribute('data-in', isIntersecting);
  }, { rootMargin: '-40px 0px -200px 0px' });
  for (const id of items.keys()) {
    const unit = document.getElementById(id);
    if (unit) observer.observe(unit);
  }
}

/** The items by their units. */
function grouped(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.dataset.unit, [...groups.get(item.dataset.unit) ?? [], item]);
  return groups;
}

// ---------- a marked word opens its entry; the link stays a link ----------

const popover = document.createElement('div');
let openedBy = null;

function preparePopover() {
  if (!popover.showPopover) return;
  popover.className = 'pop';
  popover.popover = 'auto';
  popover.setAttribute('role', 'dialog');
  popover.setAttribute('aria-labelledby', 'popover');
  // The window has the focus, and not the link in it: so the entry is read out.
  popover.tabIndex = -1;
  document.body.append(popover);
  popover.addEventListener('toggle', ({ newState }) => {
    const lost = document.activeElement === document.body || popover.contains(document.activeElement);
    if (newState === 'closed' && lost) openedBy?.focus({ preventScroll: true });
  });
  text?.addEventListener('click', openEntry);
}

function openEntry(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const other = event.target.closest('a:not(.em)');
  const word = event.target.closest('a.em[href], .em[data-entry]');
  if (!word || (other && word.contains(other)) || !isChecked('mark')) return;
  const id = word.dataset.entry ?? decodeURIComponent(word.hash.slice(1));
  const entry = document.getElementById(id)?.closest('.entry');
  if (!entry || text.contains(entry)) return;
  event.preventDefault();
  openedBy = word;
  popover.replaceChildren(copyOf(entry), wayTo(id));
  popover.showPopover();
  placeBeside(word);
  popover.focus({ preventScroll: true });
}

/** The entry without ids and without links back. */
function copyOf(entry) {
  const copy = entry.cloneNode(true);
  copy.removeAttribute('id');
  for (const other of all('[id]', copy)) other.remove();
  for (const again of all('.again, .away', copy)) again.remove();
  for (const link of all('a.lem', copy)) link.replaceWith(...link.childNodes);
  const paragraph = document.createElement('p');
  paragraph.id = 'popover';
  paragraph.append(copy);
  const list = entry.closest('.applist');
  if (list?.lang) paragraph.lang = list.lang;
  if (list?.dir) paragraph.dir = list.dir;
  return paragraph;
}

function wayTo(id) {
  const paragraph = document.createElement('p');
  const link = document.createElement('a');
  paragraph.className = 'more';
  link.href = `#${id}`;
  link.textContent = words.way;
  link.addEventListener('click', () => popover.hidePopover());
  paragraph.append(link);
  return paragraph;
}

/** Below the word or above it; on small screens the style sheet has a place. */
function placeBeside(word) {
  popover.style.left = popover.style.top = '';
  if (matchMedia('(max-width: 36rem)').matches) return;
  const at = word.getClientRects()[0] ?? word.getBoundingClientRect();
  const box = popover.getBoundingClientRect();
  const above = at.bottom + 8 + box.height > innerHeight;
  popover.style.left = `${Math.max(16, Math.min(at.left, innerWidth - box.width - 16))}px`;
  popover.style.top = `${above ? at.top - box.height - 8 : at.bottom + 8}px`;
}

// ---------- a range: from the fragment to the unit that the query names ----------

function markRange() {
  const last = document.getElementById(new URLSearchParams(location.search).get('to') ?? '');
  const first = find(':target');
  if (!first || !last) return;
  for (const unit of all('.par', text)) {
    const after = first === unit || first.compareDocumentPosition(unit) & Node.DOCUMENT_POSITION_FOLLOWING;
    const before = last.contains(unit) || last.compareDocumentPosition(unit) & Node.DOCUMENT_POSITION_PRECEDING;
    unit.toggleAttribute('data-in-range', Boolean(after && before));
  }
}

// ---------- an old reference: what it was is in the query (`was`) ----------

function tellMove() {
  const was = new URLSearchParams(location.search).get('was');
  const place = find(':target');
  if (!was || !place) return;
  const banner = document.createElement('p');
  banner.className = 'banner moved';
  banner.lang = document.documentElement.lang;
  banner.dir = document.documentElement.dir || 'ltr';
  banner.textContent = words.moved.replace('{}', was.replace(/^~/, ''));
  place.before(banner);
  say(banner.textContent);
}

// ---------- a report: of the words that are selected, or of what is read ----------

function reportOn(event) {
  const selected = getSelection();
  const words = text?.contains(selected.anchorNode) ? selected.toString().trim() : '';
  const at = words ? selected.anchorNode.parentElement : firstVisible()?.unit;
  const id = at?.closest('.par')?.id;
  const address = new URL(event.currentTarget.href);
  if (id) address.searchParams.set('passage', `~${id}`);
  if (words) address.searchParams.set('words', words.slice(0, 500));
  event.currentTarget.href = address;
}

// ---------- begin ----------

root.classList.add('js');
form?.addEventListener('change', changeView);
for (const control of all('.wording [form=view]')) control.addEventListener('change', changeView);
linkMarkedWords();
preparePopover();
watchUnits();
markRange();
tellMove();
find('a.report')?.addEventListener('click', reportOn);

let waiting;
addEventListener('resize', () => {
  clearTimeout(waiting);
  waiting = setTimeout(alignNotes, 120);
});
alignNotes();
document.fonts?.ready.then(alignNotes);
