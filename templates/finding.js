// One finding: what, why, how to fix, its drawing and the same paths as a table.

function findingPane(app, index) {
  const { model } = app;
  const found = (name) => model.findings[name][index];
  const check = model.checks[found('check')];
  const subject = found('subject');
  const paths = found('paths').map((path) =>
    path.map((step) => ({ from: model.steps.from[step], kind: model.steps.kind[step], to: model.steps.to[step] })),
  );
  const cause = found('cause');
  const causeNode = cause ? model.find(cause[1]) : undefined;
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'pane-head' },
      element('h3', { tabindex: '-1' }, found('message')),
      button('✕', () => app.closePane(), { 'aria-label': 'Close details', class: 'close' }),
    ),
    element(
      'p',
      { class: 'facts' },
      element('span', {}, badge(found('severity'))),
      found('waiver') ? element('span', {}, badge('waived'), ` ${found('waiver')}`) : '',
      found('declared') ? element('span', {}, `overridden by the configuration, ${found('declared')} by itself`) : '',
      element('span', {}, check.title),
      element('span', {}, `${settings.kinds[model.kind(subject)][0]} `, entityAnchor(model, subject), placeOf(model, subject)),
      cause ? element('span', {}, 'cause ', causeNode === undefined ? cause[2] : entityAnchor(model, causeNode)) : '',
    ),
    findingFigure(app, index, paths, causeNode),
    pathTable(app, paths),
    found('left_out') > 0
      ? element(
          'p',
          { class: 'quiet' },
          `${counted(found('left_out'), 'further path or record', 'further paths and records')}: all stand in findings.json.`,
        )
      : '',
    element(
      'div',
      { class: 'advice' },
      advice('Why it matters', check.why),
      advice('How to fix', check.fix),
      check.bound ? advice('Upper bound', check.bound) : '',
    ),
    detailList(model, found('details')),
    recordList(found('records')),
    element('p', { class: 'quiet' }, `Fingerprint ${found('fingerprint')}`),
  );
}

// Where a subject is, said where there are several tenants: their projects often have the same names.
function placeOf(model, subject) {
  return model.of('tenant').length > 1 && model.cloudId(subject) ? ` of ${tenantName(model, subject)}` : '';
}

function advice(title, text) {
  return element('div', {}, element('h4', {}, title), element('p', {}, text || 'The check does not say.'));
}

function findingFigure(app, index, paths, causeNode) {
  const { model } = app;
  const subject = model.findings.subject[index];
  const label = model.findings.message[index];
  const links = paths.length > 0 ? linksOf(paths, paths.length <= settings.hot_paths) : surroundings(model, subject);
  const risky = new Set(causeNode === undefined ? [] : [causeNode]);
  const drawn = model.tables.views[model.findings.fingerprint[index]];
  if (!drawn) return linkFigure(model, links, subject, label, { risky });
  const limits = (column) => new Map([[column, 2 * settings.column_limit]]);
  return graphFigure(model, drawn, label, (column) =>
    linkFigure(model, links, subject, label, { risky, limits: limits(column) }),
  );
}

// The same paths as a drawing, as rows.
function pathTable(app, paths, title = 'Paths') {
  const { model } = app;
  if (paths.length === 0) return '';
  return titledTable(title, {
    rows: paths,
    columns: [
      {
        label: 'From',
        width: '160px',
        text: (path) => holderName(model, path[0].from),
        cell: (path) => holderAnchor(model, path[0].from),
      },
      { label: 'Path', width: '390px', text: (path) => pathInWords(model, path) },
      {
        label: 'To',
        width: '170px',
        text: (path) => entityName(model, path.at(-1).to),
        cell: (path) => entityAnchor(model, path.at(-1).to),
      },
    ],
  });
}

function detailList(model, details) {
  if (Object.keys(details || {}).length === 0) return '';
  return element('section', {}, element('h4', {}, 'Details'), detailPairs(model, details));
}

function detailPairs(model, facts) {
  return element(
    'dl',
    { class: 'details' },
    Object.entries(facts).flatMap(([key, value]) => [
      element('dt', {}, detailLabel(key)),
      element('dd', {}, detailValue(model, value)),
    ]),
  );
}

function detailLabel(key) {
  return key.replaceAll('_', ' ');
}

const isDetails = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const DETAILS_SHOWN = 30;

// Ids of nodes become links with names; everything else is text.
function detailValue(model, value) {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    const more = value.length > DETAILS_SHOWN ? ` and ${thousands(value.length - DETAILS_SHOWN)} more` : '';
    const shown = value.slice(0, DETAILS_SHOWN);
    if (shown.every(isDetails)) return element('div', {}, detailTable(model, shown), more);
    const parts = shown.flatMap((part, index) => [index > 0 ? ', ' : '', detailValue(model, part)]);
    return element('span', {}, parts, more);
  }
  if (isDetails(value)) return detailPairs(model, value);
  const node = detailNode(model, value);
  if (node !== undefined) return entityAnchor(model, node);
  if (typeof value === 'number') return thousands(value);
  const permission = model.permissionNumber.get(value);
  if (permission !== undefined) return model.permissionName(permission);
  return value === true || value === false ? yesNo(value) : String(value ?? 'not known');
}

function detailNode(model, value) {
  return typeof value === 'string' && settings.kinds[value.split(':', 1)[0]] ? model.find(value) : undefined;
}

// Facts of the same kind as rows; a name is left out where the link beside it has it.
function detailTable(model, rows) {
  const linked = rows.every((row) => Object.values(row).some((value) => detailNode(model, value) !== undefined));
  const keys = [...new Set(rows.flatMap(Object.keys))].filter((key) => key !== 'name' || !linked);
  return element(
    'table',
    { class: 'plain' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        keys.map((key) => element('th', { scope: 'col' }, key === 'id' ? 'name' : detailLabel(key))),
      ),
    ),
    element(
      'tbody',
      {},
      rows.map((row) =>
        element(
          'tr',
          {},
          keys.map((key) => element('td', {}, key in row ? detailValue(model, row[key]) : '')),
        ),
      ),
    ),
  );
}

function recordList(records) {
  if (records.length === 0) return '';
  return element(
    'details',
    { class: 'records' },
    element('summary', {}, counted(records.length, 'record')),
    element(
      'ul',
      {},
      records.map((record) => element('li', {}, element('code', {}, record))),
    ),
  );
}
