// What stands on the right, and what all panes share: head, links around a node, columns of people.

function paneFor(app, node) {
  const make = { user: userPane, group: groupPane, project: projectPane, scheme: schemePane }[app.model.kind(node)];
  return make(app, node);
}

function paneHead(app, node, facts) {
  const { model } = app;
  const also = model.get(node, 'also_named');
  const findings = findingsOf(model, node);
  return [
    element(
      'div',
      { class: 'pane-head' },
      element('h3', { tabindex: '-1' }, entityName(model, node)),
      element(
        'div',
        { class: 'line' },
        adminLink(model, node),
        button('✕', () => app.closePane(), { 'aria-label': 'Close details', class: 'close' }),
      ),
    ),
    element(
      'p',
      { class: 'facts' },
      facts.filter(Boolean).map((fact) => element('span', {}, fact)),
    ),
    also ? element('p', { class: 'quiet' }, `Also named ${also.join(', ')}.`) : '',
    findings.length === 0
      ? ''
      : element(
          'div',
          { class: 'finding-links' },
          element('h4', {}, counted(findings.length, 'finding')),
          element(
            'ul',
            { class: 'rows' },
            findings
              .slice(0, 12)
              .map((index) =>
                element(
                  'li',
                  {},
                  badge(model.findings.severity[index]),
                  ' ',
                  element('a', { href: findingAddress(model, index) }, model.checks[model.findings.check[index]].title),
                  model.findings.status[index] === 'waived' ? ' (waived)' : '',
                ),
              ),
          ),
        ),
  ];
}

// Links of paths, hot or not.
function linksOf(paths, hot = false) {
  return paths.flat().map((step) => ({ source: step.from, kind: step.kind, target: step.to, hot }));
}

// What somebody could do: the way to administration, or to a role that they could join.
function attainableLinks(user, project, ways) {
  const joining = ways
    .flatMap((way) => way.roles)
    .flatMap((role) => [
      { source: user, kind: 'could_join', target: role },
      { source: role, kind: 'grants', target: project },
    ]);
  return [...linksOf(ways.map((way) => way.path)), ...joining].map((link) => ({ ...link, attainable: true }));
}

const CARRYING = ['member_of', 'actor_in', 'grants', 'holds', 'governs', 'leads', 'gives_access'];

// What stands directly behind and before a node (graph_audit.report.finding_views.surroundings).
function surroundings(model, node) {
  return [...linksBehind(model, node), ...linksBefore(model, node)];
}

function linksBehind(model, node) {
  const links = [];
  const into = (target) => {
    for (const kind of CARRYING)
      for (const source of model.edges[kind].sources(target)) links.push({ source, kind, target, hot: false });
  };
  if (model.kind(node) === 'project') {
    for (const before of [...rolesOf(model, node), ...model.edges.governs.sources(node)]) into(before);
    const granting = new Set(model.edges.grants.sources(node));
    for (const role of rolesOf(model, node))
      if (!granting.has(role)) links.push({ source: role, kind: 'part_of', target: node, hot: false });
  }
  into(node);
  return links;
}

// Where a node leads, and where its roles and schemes do.
function linksBefore(model, node) {
  const links = [];
  for (const kind of [...CARRYING, 'administers', 'part_of']) {
    for (const target of model.edges[kind].targets(node)) {
      links.push({ source: node, kind, target, hot: false });
      if (!['actor_in', 'holds', 'administers'].includes(kind)) continue;
      for (const next of ['grants', 'governs', 'administers', 'part_of']) {
        for (const end of model.edges[next].targets(target)) {
          if (next !== 'part_of' || model.edges.grants.between(target, end).length === 0)
            links.push({ source: target, kind: next, target: end, hot: false });
        }
      }
    }
  }
  return links;
}

function nameColumn(model, label = 'Name', of = (row) => row) {
  return {
    label,
    width: '220px',
    text: (row) => entityName(model, of(row)),
    cell: (row) => entityAnchor(model, of(row)),
  };
}

function adminTable(app, node) {
  const { model } = app;
  const rows = adminPaths(model, node);
  return rows.length === 0
    ? ''
    : plain(
        ['Admin role', 'Of', 'Through'],
        rows.map((path) => {
          const role = path.find((step) => step.kind === 'administers').to;
          const through = path.filter((step) => step.kind === 'member_of').map((step) => entityAnchor(model, step.to));
          return [model.name(role), administered(model, role), through.length > 0 ? through : 'directly'];
        }),
        'Administration',
      );
}

function administered(model, role) {
  return model.edges.administers
    .targets(role)
    .map((scope) => `${settings.kinds[model.kind(scope)][0]} ${model.name(scope)}`)
    .join(', ');
}

function graphOrNote(model, links, subject, label, note) {
  return links.length === 0
    ? element('p', { class: 'quiet' }, note)
    : linkFigure(model, links, subject, label, { limit: OVERVIEW_LIMIT });
}

function peopleColumns(model, of = (row) => row) {
  return [
    nameColumn(model, 'Name', of),
    { label: 'E-mail', width: '220px', text: (row) => model.get(of(row), 'email') || '' },
    {
      label: 'Status',
      width: '124px',
      text: (row) => stateOf(model, of(row)),
      cell: (row) => badge(stateOf(model, of(row))),
    },
    {
      label: 'Last active (UTC)',
      width: '140px',
      text: (row) => day(model.get(of(row), 'last_active')),
      sort: (row) => model.get(of(row), 'last_active'),
    },
  ];
}

function holderName(model, holder) {
  const kind = model.kind(holder);
  return kind === 'anyone' ? 'Anyone on the internet' : model.name(holder);
}

function holderAnchor(model, holder) {
  return ['user', 'group'].includes(model.kind(holder)) ? entityAnchor(model, holder) : holderName(model, holder);
}
