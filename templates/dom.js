// Building the page: elements and text only, never markup.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'class') made.className = value;
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return made;
}

function button(label, onclick, attributes = {}) {
  return element('button', { type: 'button', onclick, ...attributes }, label);
}

const ASCII = /^[\0-\x7f]*$/;

function fold(text) {
  const written = String(text);
  if (ASCII.test(written)) return written.toLowerCase();
  return written.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

// Names as people compare them: see graph_audit.core.wording.folded.
function asCompared(text) {
  return text.normalize('NFC').toLowerCase().normalize('NFC').trim();
}

function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const NUMBER = new Intl.NumberFormat('en-US');

function thousands(value) {
  return NUMBER.format(value);
}

function counted(value, one, many = `${one}s`) {
  return `${thousands(value)} ${value === 1 ? one : many}`;
}

// A moment in seconds as a day in UTC.
function day(seconds) {
  return seconds === null || seconds === undefined ? '' : new Date(seconds * 1000).toISOString().slice(0, 10);
}

function age(seconds) {
  const days = Math.floor((Date.now() / 1000 - seconds) / 86400);
  if (days < 0) return 'in the future';
  return days === 0 ? 'today' : `${counted(days, 'day')} ago`;
}

function badge(word, look = word) {
  return element('span', { class: `badge ${look.replaceAll(' ', '-')}` }, word);
}

function plain(labels, rows, caption) {
  return element(
    'div',
    { class: 'scroll-x', tabindex: '0', role: 'group', 'aria-label': caption },
    element(
      'table',
      { class: 'plain' },
      element('caption', {}, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          labels.map((label) => element('th', { scope: 'col' }, label)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map((cells) =>
          element(
            'tr',
            {},
            cells.map((cell) => element('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}

// Text that begins like a formula, in ASCII or full width, is text to a spreadsheet when an apostrophe stands before it;
// so is what follows a semicolon, where spreadsheets of many countries begin a new cell whatever the quotes say.
function withoutFormula(value) {
  return String(value ?? '').replaceAll(/(^|;)(?=\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/g, "$1'");
}

function quoted(text, special) {
  return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toCsv(lines) {
  const cell = (value) => quoted(withoutFormula(value), /[",;\n\r]/);
  return `${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

// For the clipboard: a spreadsheet takes quotes off a pasted cell only when it begins with one.
function toTabs(lines) {
  const cell = (value) => quoted(withoutFormula(value).replaceAll(/[\t\n\r]/g, ' '), /^\s*"/);
  return lines.map((line) => line.map(cell).join('\t')).join('\n');
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  const link = element('a', { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element('textarea', { class: 'hidden', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy'); // the asynchronous clipboard is refused to some pages from disk
    area.remove();
  }
}

function exportButtons(name, lines) {
  const copy = button('Copy', async () => {
    await copyText(toTabs(lines()));
    copy.textContent = 'Copied';
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, 1200);
  });
  const csv = button('CSV', () => download(`${name}.csv`, toCsv(lines())));
  return element('div', { class: 'buttons' }, copy, csv);
}
