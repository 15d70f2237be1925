// One permission scheme: who holds which permission, and the projects that it governs.

function schemePane(app, scheme) {
  const { model } = app;
  const projects = model.sorted(model.edges.governs.targets(scheme));
  const facts = [
    `tenant ${tenantName(model, scheme)}`,
    `governs ${counted(projects.length, 'project')}`,
    model.get(scheme, 'description'),
  ];
  return element(
    'div',
    {},
    paneHead(app, scheme, facts),
    schemeMatrix(app, scheme),
    titledTable('Projects governed', {
      rows: projects,
      open: app.openNode,
      empty: app.emptyText('project'),
      columns: [
        nameColumn(model),
        { label: 'Kind', width: '200px', text: (project) => projectStyle(model, project) },
        { label: 'Lead', width: '170px', text: (project) => leadName(model, project) },
      ],
    }),
  );
}

// What holds permissions in a scheme: holders by name, and roles by name, for roles are granted project by project.
function schemeHolders(model, scheme) {
  const holders = model.edges.holds.to(scheme).map((edge) => {
    const holder = model.edges.holds.source[edge];
    return {
      name: holderName(model, holder),
      kind: settings.kinds[model.kind(holder)][0],
      node: holder,
      permissions: model.permissionsOf('holds', edge),
    };
  });
  const roles = new Map();
  for (const project of model.edges.governs.targets(scheme)) {
    for (const edge of model.edges.grants.to(project)) {
      const known = model.attributes('grants', edge).scheme;
      if (known !== undefined && known !== scheme) continue;
      const name = model.name(model.edges.grants.source[edge]);
      if (!roles.has(name)) roles.set(name, { name, kind: 'role', permissions: new Set() });
      for (const permission of model.permissionsOf('grants', edge)) roles.get(name).permissions.add(permission);
    }
  }
  return [...holders, ...[...roles.values()].sort((a, b) => compare(fold(a.name), fold(b.name)))];
}

function schemeMatrix(app, scheme) {
  const { model } = app;
  const holders = schemeHolders(model, scheme);
  if (holders.length === 0) return element('p', { class: 'quiet' }, app.emptyText('grant'));
  const permissions = [...new Set(holders.flatMap((holder) => [...holder.permissions]))].sort((a, b) =>
    compare(model.permissionName(a), model.permissionName(b)),
  );
  const shown = holders.slice(0, 24);
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, 'Permission'),
    shown.map((holder) =>
      element(
        'th',
        { scope: 'col' },
        holder.name,
        holder.kind === fold(holder.name) ? '' : element('small', {}, holder.kind),
      ),
    ),
  );
  const rows = permissions.map((permission) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, model.permissionName(permission)),
      shown.map((holder) =>
        element('td', {}, holder.permissions.has(permission) ? element('span', { 'aria-label': 'yes' }, '●') : ''),
      ),
    ),
  );
  const lines = () => [
    ['Permission', ...holders.map((holder) => `${holder.name} (${holder.kind})`)],
    ...permissions.map((permission) => [
      model.permissionName(permission),
      ...holders.map((holder) => (holder.permissions.has(permission) ? 'yes' : '')),
    ]),
  ];
  return element(
    'section',
    { class: 'titled' },
    element('div', { class: 'line' }, element('h4', {}, 'Who holds which permission'), exportButtons('scheme', lines)),
    element(
      'div',
      { class: 'scroll-x matrix', tabindex: '0', role: 'group', 'aria-label': 'Scheme matrix' },
      element('table', {}, element('thead', {}, head), element('tbody', {}, rows)),
    ),
    holders.length > shown.length
      ? element(
          'p',
          { class: 'quiet' },
          `${counted(holders.length - shown.length, 'holder')} more: all stand in the CSV.`,
        )
      : '',
  );
}
