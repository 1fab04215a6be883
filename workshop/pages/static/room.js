// Keeps a page of a room up to date: counts clocks down, puts cells in their places, takes a link's token.
// Without this file every page and every form works all the same.
// @ts-check

const SILENCE = 20_000;   // milliseconds without a word after which the page says that it may be old
const LONGEST = 30_000;   // milliseconds between two tries to connect
const policy = self.trustedTypes?.createPolicy("kata", { createHTML: (/** @type {string} */ html) => html });

const body = document.body;
let ahead = Number(body.dataset.now || Date.now()) - performance.now();   // the server's clock less ours
let heard = performance.now();

/** Brings the element with that id up to date; an unknown one goes where it says; nothing removes it. */
function put(/** @type {string} */ id, /** @type {string} */ html) {
  const old = document.getElementById(id);
  if (!html) return old?.remove();
  const holder = document.createElement("template");
  holder.innerHTML = /** @type {string} */ (policy ? policy.createHTML(html) : html);
  const fresh = holder.content.firstElementChild;
  if (!(fresh instanceof HTMLElement)) return;
  if (!old) {
    const into = fresh.dataset.into && document.getElementById(fresh.dataset.into);
    if (into) into.append(fresh);
    return;
  }
  if (fresh.dataset.into) return;   // a row is filled cell by cell
  const before = said(old);
  become(old, fresh);
  if (fresh.tagName !== "TD" || before === said(old)) return;
  old.classList.remove("fresh");
  void old.offsetWidth;   // else the browser does not see that it begins again
  old.classList.add("fresh");
}

/**
 * Changes an element into another of the same kind. What is in both is the same element afterwards and stays in its
 * place: so it keeps the focus, the selection, what somebody writes, and whether it is unfolded.
 */
function become(/** @type {Element} */ old, /** @type {Element} */ fresh) {
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const kept = new Set([...fresh.children].map(named).filter(Boolean));
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    let same = at;
    while (same && !alike(same, next)) same = named(next) || !kept.has(named(same)) ? same.nextSibling : null;
    if (!same) { old.insertBefore(next, at); continue; }
    while (at !== same) at = without(at);
    at = same.nextSibling;
    if (same instanceof Element) become(same, /** @type {Element} */ (next));
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at) at = without(at);
}

/** Removes a node; the one after it. */
function without(/** @type {any} */ node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

/** What tells an element from others of its kind: its id, or the address of a form. A node without has no name. */
function named(/** @type {Node} */ node) {
  return node instanceof Element && (node.id || node.getAttribute("action")) || null;
}

/** Whether two nodes are the same thing at two times. */
function alike(/** @type {Node} */ one, /** @type {Node} */ other) {
  return one.nodeName === other.nodeName && named(one) === named(other);
}

/** The words of a cell without its clock. */
function said(/** @type {Element} */ cell) {
  return [...cell.children].filter(each => each.tagName !== "TIME").map(each => each.textContent?.trim()).join(" ");
}

function told(/** @type {number} */ seconds) {
  const all = Math.abs(seconds), hours = Math.floor(all / 3600);
  const minutes = String(Math.floor(all / 60) % 60), rest = String(all % 60).padStart(2, "0");
  return (seconds < 0 ? "−" : "") + (hours ? `${hours}:${minutes.padStart(2, "0")}` : minutes) + `:${rest}`;
}

function tick() {
  const now = performance.now() + ahead;
  for (const each of document.querySelectorAll("time[data-ends]")) {
    const left = Math.round((Number(/** @type {HTMLElement} */ (each).dataset.ends) - now) / 1000);
    const words = told(left);
    if (each.textContent !== words) each.textContent = words;
    each.classList.toggle("late", left < 0);
  }
  const silent = performance.now() - heard, line = document.getElementById("stale");
  if (!line || !body.dataset.events) return;
  line.hidden = silent < SILENCE;
  if (!line.hidden && !line.dataset.since) {
    line.dataset.since = "told";
    line.textContent = `Not connected since ${new Date(Date.now() - silent).toLocaleTimeString()}; what you see may be old.`;
  } else if (line.hidden) delete line.dataset.since;
}

function connect(/** @type {string} */ path, /** @type {string} */ after, tries = 0) {
  const url = new URL(path, location.href);
  url.searchParams.set("after", after);
  const stream = new EventSource(url);
  stream.addEventListener("open", () => { heard = performance.now(); });
  stream.addEventListener("alive", () => { heard = performance.now(); tries = 0; });
  stream.addEventListener("cells", event => {
    heard = performance.now();
    tries = 0;
    after = event.lastEventId || after;
    const { now, put: pieces, whole } = JSON.parse(event.data);
    ahead = now - performance.now();
    if (whole) for (const each of document.querySelectorAll("[data-into]")) if (!(each.id in pieces)) each.remove();
    for (const [id, html] of Object.entries(pieces)) put(id, html);
    tick();
  });
  stream.addEventListener("over", () => { stream.close(); location.reload(); });
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return;   // the browser tries again by itself
    setTimeout(connect, Math.min(LONGEST, 1000 * 2 ** tries) * (0.5 + Math.random() / 2), path, after, tries + 1);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

const TOKEN = /^#[\w-]{40,}$/;   // of a link, which may lead to any page
const enter = document.getElementById("enter");
if (TOKEN.test(location.hash) && !enter) location.replace(`/enter${location.hash}`);
if (enter instanceof HTMLFormElement && TOKEN.test(location.hash)) {
  const field = /** @type {HTMLInputElement} */ (enter.elements.namedItem("token"));
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  enter.submit();
}
const code = document.getElementById("code");   // a picture on the wall brings it along
if (code && /^#[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(location.hash)) code.textContent = location.hash.slice(1);
if (body.dataset.events) connect(body.dataset.events, body.dataset.after ?? "");
setInterval(tick, 500);
tick();
