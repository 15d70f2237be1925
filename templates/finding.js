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
        width: '170px',
        text: (path) => holderName(model, path[0].from),
        cell: (path) => holderAnchor(model, path[0].from),
      },
      { label: 'Path', width: '420px', text: (path) => pathInWords(model, path) },
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
  const entries = Object.entries(details || {});
  if (entries.length === 0) return '';
  return element(
    'section',
    {},
    element('h4', {}, 'Details'),
    element(
      'dl',
      { class: 'details' },
      entries.flatMap(([key, value]) => [
        element('dt', {}, key.replaceAll('_', ' ')),
        element('dd', {}, detailValue(model, value)),
      ]),
    ),
  );
}

// Ids of nodes become links with names; everything else is text.
function detailValue(model, value) {
  if (Array.isArray(value)) {
    const shown = value.slice(0, 30).flatMap((part, index) => [index > 0 ? ', ' : '', detailValue(model, part)]);
    return element('span', {}, shown, value.length > 30 ? ` and ${thousands(value.length - 30)} more` : '');
  }
  if (value !== null && typeof value === 'object') return detailList(model, value);
  const node = typeof value === 'string' && settings.kinds[value.split(':', 1)[0]] ? model.find(value) : undefined;
  if (node !== undefined) return entityAnchor(model, node);
  if (typeof value === 'number') return thousands(value);
  const permission = model.permissionNumber.get(value);
  if (permission !== undefined) return model.permissionName(permission);
  return value === true || value === false ? yesNo(value) : String(value ?? 'not known');
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
