// Decisions with the keyboard, in the table of a collation. Without this script the same fields are
// filled in by hand; what is decided stands in the form as a file, either way.

const table = document.querySelector('table.alignment');
const form = document.querySelector('form.collate');
const hint = document.querySelector('#keys');
const status = document.querySelector('#decide-status');
/** What is said here, in the language of the interface: the template says it. */
const words = { ...status?.dataset };

const rows = table ? [...table.tBodies[0].rows] : [];
const sigla = table ? [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent) : [];
const numberOf = (row) => Number(rows[row].cells[0].textContent);
const cellAt = ({ row, witness }) => rows[row].cells[witness + 1];
const within = (value, end) => Math.min(Math.max(value, 0), end - 1);

/** Where the editor is, and where the words that are pointed at begin. */
let here = { row: 0, witness: 0 };
let start = 0;
/** The words that are to be moved. */
let moving = null;

/** The words that are pointed at: a witness, and columns as the form takes them. */
function pointed() {
  const [first, last] = [Math.min(start, here.row), Math.max(start, here.row)];
  const [from, to] = [numberOf(first), numberOf(last)];
  return { witness: sigla[here.witness], columns: from === to ? `${from}` : `${from}-${to}` };
}

function show() {
  for (const cell of table.querySelectorAll('td')) {
    cell.classList.remove('pointed');
    cell.tabIndex = -1;
  }
  for (let row = Math.min(start, here.row); row <= Math.max(start, here.row); row += 1) {
    cellAt({ row, witness: here.witness }).classList.add('pointed');
  }
  cellAt(here).tabIndex = 0;
}

function go(row, witness, extend) {
  here = { row: within(row, rows.length), witness: within(witness, sigla.length) };
  if (!extend) start = here.row;
  show();
  cellAt(here).focus();
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
}

/** Adds a decision about the words that are pointed at. */
function decide(act, more = {}) {
  const { witness, columns } = pointed();
  fill({ do: act, in: witness, columns, ...more });
  sessionStorage.setItem('collate-place', JSON.stringify({ number: numberOf(here.row), siglum: sigla[here.witness] }));
  form.requestSubmit(form.querySelector('button[value=decide]'));
}

/** The first time words are taken, the second time they are put beside others. */
function move() {
  if (!moving) {
    moving = pointed();
    status.textContent = words.taken.replace(/\{(columns|witness)\}/g, (_, name) => moving[name]);
    return;
  }
  const { witness, columns } = pointed();
  if (witness === moving.witness) {
    status.textContent = words.own;
    return;
  }
  fill({ 'beside-in': witness, 'beside-columns': columns });
  decide('move', { in: moving.witness, columns: moving.columns });
}

/** The kind of a reading has to be said first. */
function classify() {
  const { witness, columns } = pointed();
  fill({ do: 'class', in: witness, columns });
  form.elements.as.focus();
}

const ACTS = {
  l: () => decide('lemma'),
  c: classify,
  j: () => decide('join'),
  s: () => decide('split'),
  m: move,
  p: () => decide('part'),
  Escape: () => {
    moving = null;
    status.textContent = '';
    go(here.row, here.witness, false);
  },
};

const WAYS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = WAYS[event.key];
  const act = ACTS[event.key];
  if (!way && !act) return;
  event.preventDefault();
  if (act) act();
  else go(here.row + way[0], here.witness + way[1], event.shiftKey && way[1] === 0);
}

function clicked(event) {
  const cell = event.target.closest('td');
  if (cell) go(rows.indexOf(cell.parentElement), cell.cellIndex - 1, event.shiftKey);
}

/** Goes on where the last decision was made. */
function resume() {
  const kept = JSON.parse(sessionStorage.getItem('collate-place') ?? 'null');
  sessionStorage.removeItem('collate-place');
  const row = rows.findIndex((_, row) => numberOf(row) === kept?.number);
  if (row >= 0) go(row, sigla.indexOf(kept.siglum), false);
}

if (table && rows.length) {
  hint.hidden = false;
  table.setAttribute('role', 'grid');
  table.addEventListener('keydown', pressed);
  table.addEventListener('click', clicked);
  form.elements.as.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value=decide]'));
  });
  show();
  resume();
}
