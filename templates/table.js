// A table of any length: only the rows in sight stand in the document, between two spacers.

const ROW_HEIGHT = 34;
const OVERSCAN = 4;

// columns: {label, width, text(row), sort?(row), cell?(row), number?}; rows: any values.
class VirtualTable {
  constructor({ name, columns, rows, open = null, empty = 'None.', sort = null, tall = false }) {
    Object.assign(this, { name, columns, open, empty, tall });
    this.current = -1;
    this.order = null;
    this.body = element('tbody');
    this.headers = columns.map((column, index) =>
      element(
        'th',
        { scope: 'col', class: column.number ? 'number' : '' },
        button(column.label, () => this.sortBy(index)),
      ),
    );
    const widths = columns.map((column) => {
      const col = element('col');
      col.style.width = column.width;
      return col;
    });
    this.table = element(
      'table',
      { class: 'virtual', 'aria-label': name },
      element('colgroup', {}, widths),
      element('thead', {}, element('tr', { 'aria-rowindex': '1' }, this.headers)),
      this.body,
    );
    const minimum = columns.reduce((total, column) => total + parseInt(column.width, 10), 0);
    this.table.style.minWidth = `${minimum}px`;
    this.element = element(
      'div',
      { class: tall ? 'rows-box tall' : 'rows-box', tabindex: '0', role: 'group', 'aria-label': `${name}, table` },
      this.table,
    );
    this.element.addEventListener('scroll', () => this.paint(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.paint()).observe(this.element);
    this.sorting = sort || { column: -1, descending: false };
    this.setRows(rows);
  }

  setRows(rows) {
    this.rows = rows;
    this.current = -1;
    this.sortRows();
    this.element.scrollTop = 0;
    this.paint(true);
  }

  sortBy(index) {
    const { column, descending } = this.sorting;
    this.sorting = { column: index, descending: column === index ? !descending : Boolean(this.columns[index].number) };
    this.sortRows();
    this.paint(true);
  }

  sortRows() {
    const { column, descending } = this.sorting;
    this.headers.forEach((header, index) => {
      if (index === column) header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else header.removeAttribute('aria-sort');
    });
    if (column < 0) {
      this.shown = this.rows;
      return;
    }
    const { sort, text } = this.columns[column];
    const keys = this.rows.map((row) => (sort ? sort(row) : fold(text(row))));
    const order = [];
    const last = []; // what is not known comes last
    keys.forEach((key, index) => (key === null || key === undefined || key === '' ? last : order).push(index));
    const sign = descending ? -1 : 1;
    if (order.every((index) => typeof keys[index] === 'number')) order.sort((a, b) => sign * (keys[a] - keys[b]) || a - b);
    else order.sort((a, b) => sign * compare(keys[a], keys[b]) || a - b);
    this.shown = [...order, ...last].map((index) => this.rows[index]);
  }

  paint(force = false) {
    const first = Math.max(0, Math.floor(this.element.scrollTop / ROW_HEIGHT) - OVERSCAN);
    const seen = Math.ceil((this.element.clientHeight || (this.tall ? 600 : 374)) / ROW_HEIGHT) + 2 * OVERSCAN;
    const end = Math.min(this.shown.length, first + seen);
    if (!force && first === this.first && end === this.end) return;
    Object.assign(this, { first, end });
    const rows = range(first, end).map((index) => this.row(index));
    if (this.shown.length === 0)
      rows.push(element('tr', { class: 'empty' }, element('td', { colspan: this.columns.length }, this.empty)));
    this.body.replaceChildren(this.spacer(first), ...rows, this.spacer(this.shown.length - end));
    this.table.setAttribute('aria-rowcount', this.shown.length + 1);
  }

  spacer(rows) {
    const spacer = element('tr', { class: 'spacer', 'aria-hidden': 'true' });
    spacer.style.height = `${rows * ROW_HEIGHT}px`;
    return spacer;
  }

  row(index) {
    const row = this.shown[index];
    const cells = this.columns.map((column) => {
      const text = column.text(row);
      return element(
        'td',
        { class: column.number ? 'number' : '', title: text },
        column.cell ? column.cell(row) : text,
      );
    });
    const attributes = { 'aria-rowindex': index + 2, 'aria-current': index === this.current ? 'true' : null };
    if (this.open) {
      attributes.class = 'opens';
      attributes.onclick = (event) => event.target.closest('a, button') || this.open(row);
    }
    return element('tr', attributes, cells);
  }

  onKey(event) {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (move) {
      event.preventDefault();
      this.current = Math.max(0, Math.min(this.shown.length - 1, this.current + move));
      const top = this.current * ROW_HEIGHT;
      const room = this.element.clientHeight - 2 * ROW_HEIGHT;
      if (top < this.element.scrollTop) this.element.scrollTop = top;
      else if (top > this.element.scrollTop + room) this.element.scrollTop = top - room;
      this.paint(true);
    } else if (
      event.key === 'Enter' &&
      event.target === this.element &&
      this.open &&
      this.shown[this.current] !== undefined
    ) {
      this.open(this.shown[this.current]);
    }
  }

  lines() {
    return [
      this.columns.map((column) => column.label),
      ...this.shown.map((row) => this.columns.map((column) => column.text(row))),
    ];
  }
}

// A table under a heading, with its own Copy and CSV.
function titledTable(title, options) {
  const table = new VirtualTable({ name: title, ...options });
  const amount = element('span', { class: 'amount' }, thousands(options.rows.length));
  const buttons =
    options.rows.length > 0 ? exportButtons(title.toLowerCase().replaceAll(/\W+/g, '-'), () => table.lines()) : '';
  return element(
    'section',
    { class: 'titled' },
    element('div', { class: 'line' }, element('h4', {}, title, ' ', amount), buttons),
    table.element,
  );
}
