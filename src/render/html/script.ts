/** The page's own script: opens details, filters, copies. It makes no markup: it only shows, hides and moves what is there. */
export const SCRIPT = String.raw`'use strict';
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const search = one('#search');
  const boxes = all('input[name=verdict]');
  const cards = all('.vpc').map((card) => ({ card, text: card.dataset.search, verdict: card.dataset.verdict }));

  document.documentElement.classList.add('js');
  search.parentElement.hidden = false;
  for (const box of boxes) box.disabled = false;
  if (/Windows/.test(navigator.userAgent)) one('#shell-powershell').checked = true;

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const { card, text, verdict } of cards) {
      const matches = wanted.has(verdict) && words.every((word) => text.includes(word));
      if (card.hidden === matches) card.hidden = !matches;
      if (matches) shown += 1;
    }
    one('#shown').textContent = shown === cards.length ? '' : 'Showing ' + shown + ' of ' + cards.length + ' VPCs';
    one('#none').hidden = shown > 0 || cards.length === 0;
  };
  const reset = () => {
    search.value = '';
    for (const box of boxes) box.checked = true;
    filter();
  };
  search.addEventListener('input', filter);
  for (const box of boxes) box.addEventListener('change', filter);
  one('#reset').addEventListener('click', () => { reset(); search.focus(); });

  const build = (node, space) => {
    if (typeof node === 'string') return document.createTextNode(node);
    const [name, attributes, ...children] = node;
    const inside = name === 'svg' ? 'http://www.w3.org/2000/svg' : space;
    const element = document.createElementNS(inside, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.map((child) => build(child, inside)));
    return element;
  };
  const fill = (details) => {
    const data = details.querySelector(':scope > script');
    if (data) data.replaceWith(...JSON.parse(data.textContent).map((node) => build(node, 'http://www.w3.org/1999/xhtml')));
  };
  document.addEventListener('toggle', ({ target }) => {
    if (target.open && target.matches('.more')) fill(target);
  }, true);

  const find = (id) => {
    const here = document.getElementById(id);
    if (here) return here;
    const wanted = '"id":' + JSON.stringify(id).replaceAll('<', '\\u003c');
    const data = all('.more > script').find((script) => script.textContent.includes(wanted));
    if (data) fill(data.parentElement);
    return document.getElementById(id);
  };
  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && find(id);
    if (!target) return;
    const card = target.closest('.vpc');
    if (card && card.hidden) reset();
    if (target === card) {
      const details = card.querySelector('.more');
      if (details) { fill(details); details.open = true; }
    }
    for (let node = target; node; node = node.parentElement) {
      if (node.matches('details')) { fill(node); node.open = true; }
    }
    for (const marked of all('.target')) marked.classList.remove('target');
    target.classList.add('target');
    if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'start' });
  };
  addEventListener('hashchange', follow);
  document.addEventListener('click', (event) => {
    const anchor = event.target.closest('a[href^="#"]');
    if (anchor && anchor.hash === location.hash) follow();
  });

  const say = (button, text) => {
    one('#said').textContent = '';
    button.textContent = text;
    setTimeout(() => { one('#said').textContent = text; }, 20);
    setTimeout(() => { button.textContent = 'Copy'; }, 2500);
  };
  const select = (code) => {
    const selection = getSelection();
    selection.removeAllRanges();
    const range = document.createRange();
    range.selectNodeContents(code);
    selection.addRange(range);
  };
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('.copy');
    if (!button) return;
    const shell = one('input[name=shell]:checked').value;
    const code = button.parentElement.querySelector('.sh-' + shell) || button.parentElement.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      say(button, 'Copied');
    } catch {
      select(code);
      say(button, document.execCommand('copy') ? 'Copied' : 'Press Ctrl+C');
    }
  });

  follow();
})();
`
