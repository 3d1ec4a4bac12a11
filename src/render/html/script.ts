/** The page's own script: filters, copies, opens what a link leads to. It makes no markup: it only shows and hides what is there. */
export const SCRIPT = String.raw`'use strict';
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const search = one('#search');
  const boxes = all('input[name=verdict]');
  const cards = all('[data-search]').map((card) => ({ card, text: card.dataset.search, group: card.closest('[data-verdict]') }));
  const folds = all('.fold:not(.alike)').filter((fold) => fold.querySelector('[data-search]'));

  document.documentElement.classList.add('js');
  if (search) search.parentElement.hidden = false;
  for (const box of boxes) box.disabled = false;
  if (/Windows/.test(navigator.userAgent)) one('#shell-powershell').checked = true;

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    let shown = 0;
    for (const { card, text, group } of cards) {
      const matches = !(group && off.has(group.dataset.verdict)) && words.every((word) => text.includes(word));
      if (card.hidden === matches) card.hidden = !matches;
      if (matches) shown += 1;
    }
    for (const fold of folds) {
      const some = Boolean(fold.querySelector('[data-search]:not([hidden])'));
      fold.hidden = !some;
      fold.open = some && words.length > 0;
    }
    const whole = shown === cards.length;
    one('#shown').textContent = whole ? '' : 'Showing ' + shown + ' of ' + cards.length + ' databases and VPCs';
    one('#reset').hidden = whole;
    one('#none').hidden = shown > 0 || whole;
  };
  const reset = () => {
    search.value = '';
    for (const box of boxes) box.checked = true;
    filter();
  };
  if (search) search.addEventListener('input', filter);
  for (const box of boxes) box.addEventListener('change', filter);
  one('#reset').addEventListener('click', () => { reset(); search.focus(); });

  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest('[hidden]')) reset();
    for (let node = target; node; node = node.parentElement) {
      if (node.matches('details')) node.open = true;
    }
    for (const marked of all('.target')) marked.classList.remove('target');
    if (!target.matches('main > section')) target.classList.add('target');
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
    const button = event.target.closest('.cmd button');
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
