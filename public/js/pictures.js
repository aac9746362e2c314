// The pictures beside the text: one at a time, in step with the page breaks, enlarged
// and moved by wheel, fingers, buttons and keys; tiles where a service has them (IIIF).
// Without it every picture stands in the column, and leads to itself in full.

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const section = find('.pictures');
const text = find('#text');
const figures = all('figure', section);
const MOST = 40;
const STEP = 1.35;

/** A picture that can be enlarged and moved. */
class Stage {
  constructor(figure) {
    this.stage = find('.stage', figure);
    if (!this.stage) return;
    this.sheet = find('.sheet', figure);
    this.image = find('img', figure);
    this.scale = 1;
    this.left = this.top = 0;
    this.fingers = new Map();
    this.stage.tabIndex = 0;
    this.stage.setAttribute('role', 'group');
    this.stage.setAttribute('aria-label', this.stage.dataset.name);
    const tools = find('.tools', figure);
    tools.hidden = false;
    tools.addEventListener('click', ({ target }) => this.do(target.closest('button')?.dataset.do));
    this.stage.addEventListener('keydown', event => this.key(event));
    this.stage.addEventListener('wheel', event => this.wheel(event), { passive: false });
    this.stage.addEventListener('dblclick', event => this.zoom(2, this.point(event)));
    this.stage.addEventListener('pointerdown', event => this.down(event));
    this.stage.addEventListener('pointermove', event => this.move(event));
    for (const end of ['pointerup', 'pointercancel']) this.stage.addEventListener(end, event => this.up(event));
    // A link that was dragged is not followed.
    this.stage.addEventListener('click', event => { if (this.dragged) event.preventDefault(); }, true);
    this.stage.addEventListener('dragstart', event => event.preventDefault());
    this.image.addEventListener('load', () => this.whole());
    new ResizeObserver(() => this.whole()).observe(this.stage);
  }

  /** Sizes without enlargement, in pixels of the page. */
  sizes() {
    const width = this.stage.clientWidth, height = this.stage.clientHeight;
    return { width, height, tall: this.sheet.offsetHeight || height };
  }

  whole() {
    if (!this.stage?.clientWidth) return;
    const { width, height, tall } = this.sizes();
    this.least = Math.min(1, height / tall);
    this.scale = this.least;
    this.left = (width - width * this.scale) / 2;
    this.top = (height - tall * this.scale) / 2;
    this.draw();
  }

  point({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  /** Enlarges; what is at the point stays there. */
  zoom(factor, at) {
    const { width, height } = this.sizes();
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.max(this.least ?? 1, Math.min(MOST, this.scale * factor));
    this.left = x - (x - this.left) * scale / this.scale;
    this.top = y - (y - this.top) * scale / this.scale;
    this.scale = scale;
    this.draw();
  }

  pan(x, y) {
    this.left += x;
    this.top += y;
    this.draw();
  }

  /** Shows a place of the sheet, with something around it. */
  show(place) {
    const box = place.getBoundingClientRect(), sheet = this.sheet.getBoundingClientRect();
    if (!box.width || !sheet.width) return;
    const { width, height } = this.sizes();
    const factor = Math.min(width / (box.width * 1.3), height / (box.height * 3), MOST / this.scale);
    const scale = Math.max(this.least ?? 1, this.scale * Math.max(factor, (this.least ?? 1) / this.scale));
    const middle = { x: (box.left + box.width / 2 - sheet.left) / this.scale, y: (box.top + box.height / 2 - sheet.top) / this.scale };
    this.scale = scale;
    this.left = width / 2 - middle.x * scale;
    this.top = height / 2 - middle.y * scale;
    this.draw();
  }

  draw() {
    const { width, height, tall } = this.sizes();
    // No edge of the picture comes further in than it must.
    const within = (at, room, size) => size <= room ? (room - size) / 2 : Math.max(room - size, Math.min(0, at));
    this.left = within(this.left, width, width * this.scale);
    this.top = within(this.top, height, tall * this.scale);
    this.sheet.style.transform = `translate(${this.left}px, ${this.top}px) scale(${this.scale})`;
    this.stage.classList.toggle('larger', this.scale > (this.least ?? 1) * 1.01);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.tiles(), 120);
  }

  do(what) {
    if (what === 'in') this.zoom(STEP);
    if (what === 'out') this.zoom(1 / STEP);
    if (what === 'whole') this.whole();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = 60;
    const keys = {
      '+': () => this.zoom(STEP), '=': () => this.zoom(STEP), '-': () => this.zoom(1 / STEP), 0: () => this.whole(),
      ArrowLeft: () => this.pan(far, 0), ArrowRight: () => this.pan(-far, 0), ArrowUp: () => this.pan(0, far), ArrowDown: () => this.pan(0, -far),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this.zoom(Math.exp(-event.deltaY * lines * 0.0015), this.point(event));
  }

  down(event) {
    if (event.button > 0) return;
    this.fingers.set(event.pointerId, this.point(event));
    this.dragged = false;
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = this.point(event);
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const moved = Math.hypot(now.x - before.x, now.y - before.y);
    if (!this.dragged && moved < 4) return;
    if (!this.dragged) {
      this.dragged = true;
      this.stage.setPointerCapture(event.pointerId);
      this.stage.classList.add('held');
    }
    this.fingers.set(event.pointerId, now);
    if (others.length) {
      const apart = at => Math.hypot(at.x - others[0].x, at.y - others[0].y) || 1;
      this.zoom(apart(now) / apart(before), { x: (now.x + others[0].x) / 2, y: (now.y + others[0].y) / 2 });
    } else this.pan(now.x - before.x, now.y - before.y);
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    if (!this.fingers.size) this.stage.classList.remove('held');
  }

  // ---------- tiles of an image service (IIIF Image API 2 and 3) ----------

  async about() {
    const { service } = this.stage.dataset;
    const answer = await fetch(`${service}/info.json`, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    const info = await answer.json();
    const newer = JSON.stringify(info['@context'] ?? '').includes('/image/3/');
    const [tile] = info.tiles ?? [];
    const width = tile?.width ?? 512;
    const factors = tile?.scaleFactors ?? [1, 2, 4, 8, 16, 32];
    // Level 0 has no other tiles than those that it names.
    const plain = /level0/.test(JSON.stringify(info.profile ?? '')) && !tile;
    return plain || !(info.width > 0 && info.height > 0) ? null
      : { service, newer, width: info.width, height: info.height, tile: { width, height: tile?.height ?? width }, factors };
  }

  async tiles() {
    if (!this.stage.dataset.service) return;
    const wanted = this.sheet.offsetWidth * this.scale * devicePixelRatio;
    if (wanted <= this.image.naturalWidth) return;
    this.info ??= this.about().catch(() => null);
    const info = await this.info;
    if (!info || info.width <= this.image.naturalWidth) return;
    const need = info.width / wanted;
    const factor = Math.max(...info.factors.filter(one => one <= need), Math.min(...info.factors));
    const unit = this.sheet.offsetWidth * this.scale / info.width;
    const [across, down] = [info.tile.width * factor, info.tile.height * factor];
    const first = (at, size) => Math.max(0, Math.floor(-at / unit / size));
    const end = (at, room, size, most) => Math.min(Math.ceil(most / size), Math.ceil((room - at) / unit / size));
    const { width, height } = this.sizes();
    this.drawn ??= new Map();
    for (let row = first(this.top, down); row < end(this.top, height, down, info.height); row += 1) {
      for (let column = first(this.left, across); column < end(this.left, width, across, info.width); column += 1) {
        const key = `${factor}/${column}/${row}`;
        if (!this.drawn.has(key)) this.drawn.set(key, this.tile(info, { x: column * across, y: row * down, across, down, factor }));
      }
    }
    // The oldest go first.
    for (const [key, tile] of this.drawn) {
      if (this.drawn.size <= 300) break;
      tile.remove();
      this.drawn.delete(key);
    }
  }

  tile(info, { x, y, across, down, factor }) {
    const width = Math.min(across, info.width - x), height = Math.min(down, info.height - y);
    const [wide, high] = [Math.ceil(width / factor), Math.ceil(height / factor)];
    const region = width === info.width && height === info.height ? 'full' : `${x},${y},${width},${height}`;
    const tile = new Image();
    tile.className = 'tile';
    tile.alt = '';
    tile.referrerPolicy = 'no-referrer';
    Object.assign(tile.style, {
      left: `${100 * x / info.width}%`, top: `${100 * y / info.height}%`,
      width: `${100 * width / info.width}%`, height: `${100 * height / info.height}%`,
    });
    tile.addEventListener('error', () => tile.remove());
    tile.src = `${info.service}/${region}/${info.newer ? `${wide},${high}` : `${wide},`}/0/default.jpg`;
    this.image.after(tile);
    const places = find('.places', this.sheet);
    places ? places.before(tile) : this.sheet.append(tile);
    return tile;
  }
}

// ---------- which picture is shown ----------

let current = -1;
const stages = [];
const items = figures.map(figure => figure.closest('li'));
const name = at => find('figcaption b', figures[at]).textContent;

function show(at, tell = false) {
  if (at < 0 || at >= figures.length) return;
  if (at !== current) {
    current = at;
    items.forEach((item, other) => item.classList.toggle('current', other === at));
    stages[at] ??= new Stage(figures[at]);
    stages[at].whole?.();
    const [back, on] = all('.leafing button', section);
    if (back) [back.disabled, on.disabled] = [at === 0, at === figures.length - 1];
  }
  const which = find('.which', section);
  if (which && tell) which.textContent = section.dataset.current.replace('{}', name(at));
  else if (which) which.textContent = `${at + 1} / ${figures.length}`;
}

/** In step with the text: the picture whose words are read. */
const breaks = all('.to-picture', text).map(link => ({ link, at: figures.findIndex(figure => `#${figure.id}` === link.hash) }));
let read = 0;
/** Until when the text is moved by a link, and not by whoever reads. */
let moved = 0;
function follow() {
  const passed = breaks.filter(({ link }) => link.getBoundingClientRect().top < innerHeight * 0.4);
  const at = passed.at(-1)?.at ?? 0;
  if (at !== read) {
    read = at;
    if (performance.now() > moved) show(at);
  }
}

/** Goes to a picture, or to a place on one. */
function go(id, focus) {
  const target = document.getElementById(decodeURIComponent(id));
  const figure = target?.closest('.pictures figure');
  if (!figure) return false;
  moved = performance.now() + 600;
  show(figures.indexOf(figure), true);
  for (const lit of all('.lit')) lit.classList.remove('lit');
  const place = target.closest('.places a');
  if (place) {
    place.classList.add('lit');
    document.getElementById(`at:${place.id}`)?.classList.add('lit');
    stages[current].show?.(find('polygon', place));
  }
  if (focus) (stages[current].stage ?? find('a', figure))?.focus({ preventScroll: true });
  return true;
}

if (figures.length) {
  section.classList.add('one');
  const leafing = find('.leafing', section);
  if (leafing) {
    leafing.hidden = false;
    leafing.addEventListener('click', ({ target }) => show(current + Number(target.closest('button')?.dataset.leaf ?? 0), true));
  }
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a.to-picture, a.to-place');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !go(link.hash.slice(1), true)) return;
    event.preventDefault();
    history.replaceState(null, '', link.hash);
  });
  let waiting = false;
  addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; follow(); });
  }, { passive: true });
  show(0);
  follow();
  const asked = location.hash.slice(1);
  if (asked) requestAnimationFrame(() => go(asked));
  addEventListener('hashchange', () => go(location.hash.slice(1)));
}
