// What stands on the right: everything about one user, group, project or scheme.

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
      element('div', { class: 'line' }, adminLink(model, node), button('✕', () => app.closePane(), { 'aria-label': 'Close details', class: 'close' })),
    ),
    element('p', { class: 'facts' }, facts.filter(Boolean).map((fact) => element('span', {}, fact))),
    also ? element('p', { class: 'quiet' }, `Also named ${also.join(', ')}.`) : '',
    findings.length === 0 ? '' : element(
      'div',
      { class: 'finding-links' },
      element('h4', {}, counted(findings.length, 'finding')),
      element('ul', { class: 'rows' }, findings.slice(0, 12).map((index) => element(
        'li',
        {},
        badge(model.findings.severity[index]),
        ' ',
        element('a', { href: findingAddress(model, index) }, model.checks[model.findings.check[index]].title),
      ))),
    ),
  ];
}

// Links of paths, hot or not.
function linksOf(paths, hot = false) {
  return paths.flat().map((step) => ({ source: step.from, kind: step.kind, target: step.to, hot }));
}

// What stands directly behind and before a node (graph_audit.report.finding_views.surroundings).
function surroundings(model, node) {
  const links = [];
  const into = (target, kinds) => {
    for (const kind of kinds) for (const source of model.edges[kind].sources(target)) links.push({ source, kind, target, hot: false });
  };
  const carrying = ['member_of', 'actor_in', 'grants', 'holds', 'governs', 'leads', 'gives_access'];
  if (model.kind(node) === 'project') {
    for (const before of [...rolesOf(model, node), ...model.edges.governs.sources(node)]) into(before, carrying);
    const granting = new Set(model.edges.grants.sources(node));
    for (const role of rolesOf(model, node)) if (!granting.has(role)) links.push({ source: role, kind: 'part_of', target: node, hot: false });
  }
  into(node, carrying);
  for (const kind of [...carrying, 'administers', 'part_of']) {
    for (const target of model.edges[kind].targets(node)) {
      links.push({ source: node, kind, target, hot: false });
      if (!['actor_in', 'holds', 'administers'].includes(kind)) continue;
      for (const next of ['grants', 'governs', 'administers', 'part_of']) {
        for (const end of model.edges[next].targets(target)) {
          if (next !== 'part_of' || model.edges.grants.between(target, end).length === 0) links.push({ source: target, kind: next, target: end, hot: false });
        }
      }
    }
  }
  return links;
}

// What a user's own entries and groups lead to.
function reachLinks(model, user) {
  return [user, ...model.edges.member_of.targets(user)].flatMap((node) => surroundings(model, node).filter((link) => link.target !== node));
}

// What the drawing leaves out: it would be the same for everybody with product access.
function productAccessNote(model, reached) {
  const isWide = (holder) => ['app_role', 'any_licensed'].includes(model.kind(holder));
  const projects = reached.filter((entry) => [...entry.through].some(isWide)).length;
  return projects === 0 ? '' : element('p', { class: 'quiet' }, `Product access itself opens ${counted(projects, 'project')}: see “Projects reached”.`);
}

function userPane(app, user) {
  const { model } = app;
  const facts = [
    badge(stateOf(model, user)),
    accountType(model, user),
    model.get(user, 'email'),
    { yes: 'managed', no: 'unmanaged' }[model.get(user, 'managed')] || 'managed: not known',
    lastActive(model, user),
    model.get(user, 'added') ? `added ${day(model.get(user, 'added'))} UTC` : '',
    { yes: 'two-step verification on', no: 'two-step verification off' }[model.get(user, 'mfa')],
    directoriesOf(model, user).join(', '),
  ];
  const groups = model.edges.member_of.targets(user);
  const reached = projectsReached(app, user);
  return element(
    'div',
    {},
    paneHead(app, user, facts),
    element('h4', {}, 'What this account is connected to'),
    graphOrNote(model, reachLinks(model, user), user, `Access of ${model.name(user)}`, 'No group, role or grant.'),
    productAccessNote(model, reached),
    titledTable('Groups', {
      rows: groups,
      open: app.openNode,
      empty: app.emptyText('membership'),
      columns: [
        nameColumn(model),
        { label: 'Directory', width: '140px', text: (group) => directoriesOf(model, group).join(', ') },
        numberColumn('Members', (group) => model.edges.member_of.inDegree(group)),
        numberColumn('Projects', (group) => projectsHeld(model, group).size),
      ],
    }),
    whyPanel(app, user, reached),
    projectsTable(app, user, reached),
    adminTable(app, user),
  );
}

function lastActive(model, user) {
  const seconds = model.get(user, 'last_active');
  return seconds === null ? 'last active: not known' : `last active ${day(seconds)} UTC (${age(seconds)})`;
}

function nameColumn(model, label = 'Name', of = (row) => row) {
  return { label, width: '220px', text: (row) => entityName(model, of(row)), cell: (row) => entityAnchor(model, of(row)) };
}

// Projects on which a user has a grant of their own: what through, which permissions, and whether it counts.
function projectsReached(app, user) {
  const { model } = app;
  const found = new Map();
  const add = (project, holder, permissions) => {
    if (!found.has(project)) found.set(project, { project, permissions: new Set(), through: new Set() });
    const entry = found.get(project);
    entry.through.add(holder);
    for (const permission of permissions) entry.permissions.add(permission);
  };
  for (const holder of reachOf(model, user)) {
    for (const kind of ['grants', 'leads']) {
      for (const edge of model.edges[kind].from(holder)) add(model.edges[kind].target[edge], holder, model.permissionsOf(kind, edge));
    }
    for (const edge of model.edges.holds.from(holder)) {
      for (const project of model.edges.governs.targets(model.edges.holds.target[edge])) add(project, holder, model.permissionsOf('holds', edge));
    }
  }
  const gates = new Map();
  for (const entry of found.values()) {
    const tenant = model.tenant(entry.project);
    if (!gates.has(tenant)) gates.set(tenant, [isActive(model, user, tenant), gateOf(model, user, undefined, entry.project).passed]);
    const [active, passed] = gates.get(tenant);
    entry.access = accessWord(active, passed);
  }
  return [...found.values()].sort((a, b) => compare(fold(entityName(model, a.project)), fold(entityName(model, b.project))));
}

function accessWord(active, passed) {
  if (active === false) return 'account not active';
  if (passed === false) return 'no product access';
  return active && passed ? 'effective' : 'not known';
}

function projectsTable(app, user, reached) {
  const { model } = app;
  const admin = model.permissionNumber.get('ADMINISTER_PROJECTS');
  return titledTable('Projects reached', {
    rows: reached,
    open: (entry) => app.openNode(entry.project),
    empty: app.emptyText('grant'),
    columns: [
      nameColumn(model, 'Project', (entry) => entry.project),
      { label: 'Tenant', width: '110px', text: (entry) => tenantName(model, entry.project) },
      { label: 'Through', width: '210px', text: (entry) => [...entry.through].map((holder) => (holder === user ? 'lead or own grant' : model.name(holder))).join(', ') },
      { label: 'Permissions', width: '150px', text: (entry) => `${counted(entry.permissions.size, 'permission')}${entry.permissions.has(admin) ? ', admin' : ''}`, sort: (entry) => entry.permissions.size },
      { label: 'Access', width: '140px', text: (entry) => entry.access },
    ],
  });
}

function adminTable(app, node) {
  const { model } = app;
  const rows = adminPaths(model, node);
  return rows.length === 0 ? '' : plain(['Admin role', 'Of', 'Through'], rows.map((path) => {
    const role = path.find((step) => step.kind === 'administers').to;
    const through = path.filter((step) => step.kind === 'member_of').map((step) => entityAnchor(model, step.to));
    return [model.name(role), administered(model, role), through.length > 0 ? through : 'directly'];
  }), 'Administration');
}

function administered(model, role) {
  return model.edges.administers.targets(role).map((scope) => `${settings.kinds[model.kind(scope)][0]} ${model.name(scope)}`).join(', ');
}

// Paths from a user or group to the admin roles that it reaches.
function adminPaths(model, node) {
  const own = model.edges.administers.from(node).map((edge) => [{ from: node, kind: 'administers', to: model.edges.administers.target[edge], edge }]);
  const byGroup = model.edges.member_of.from(node).flatMap((edge) => {
    const group = model.edges.member_of.target[edge];
    return adminPaths(model, group).map((path) => [{ from: node, kind: 'member_of', to: group, edge }, ...path]);
  });
  return [...own, ...byGroup];
}

function graphOrNote(model, links, subject, label, note) {
  return links.length === 0 ? element('p', { class: 'quiet' }, note) : linkFigure(model, links, subject, label, { limit: OVERVIEW_LIMIT });
}

function groupPane(app, group) {
  const { model } = app;
  const members = sortedByName(model, model.edges.member_of.sources(group));
  const active = activeMembers(model, group);
  const facts = [
    `${counted(members.length, 'member')}, ${thousands(active)} active`,
    model.get(group, 'synced') === true ? 'synced from the identity provider' : '',
    directoriesOf(model, group).join(', '),
  ];
  const rows = groupGrants(model, group);
  return element(
    'div',
    {},
    paneHead(app, group, facts),
    element('p', {}, model.get(group, 'description') || element('span', { class: 'quiet' }, 'No description.')),
    graphOrNote(model, surroundings(model, group), group, `Members and access of ${model.name(group)}`, 'Connected to nothing.'),
    titledTable('Members', { rows: members, open: app.openNode, empty: app.emptyText('membership'), columns: peopleColumns(model) }),
    titledTable('Projects', {
      rows,
      open: (row) => app.openNode(row.project),
      empty: app.emptyText('grant'),
      columns: [
        nameColumn(model, 'Project', (row) => row.project),
        { label: 'Through', width: '210px', text: (row) => row.through },
        { label: 'Permissions', width: '320px', text: (row) => row.permissions.join(', ') },
      ],
    }),
    productAccessTable(model, group),
    adminTable(app, group),
  );
}

function productAccessTable(model, group) {
  const edges = model.edges.gives_access.from(group);
  return edges.length === 0 ? '' : plain(['Product', 'Tenant', 'How'], edges.map((edge) => {
    const role = model.edges.gives_access.target[edge];
    const isDefault = model.attributes('gives_access', edge).default_group;
    return [model.name(role), tenantName(model, role), isDefault ? 'default group: new users land here' : 'group'];
  }), 'Product access given');
}

// Each role and each scheme through which a group holds something on a project.
function groupGrants(model, group) {
  const rows = model.edges.actor_in.targets(group).map((role) => {
    const project = projectOfRole(model, role);
    const permissions = model.edges.grants.from(role).flatMap((edge) => permissionList(model, model.permissionsOf('grants', edge)));
    return { project, through: `role ${model.name(role)}`, permissions };
  });
  for (const edge of model.edges.holds.from(group)) {
    const scheme = model.edges.holds.target[edge];
    const permissions = permissionList(model, model.permissionsOf('holds', edge));
    for (const project of model.edges.governs.targets(scheme)) rows.push({ project, through: model.name(scheme), permissions });
  }
  return rows.filter((row) => row.project !== undefined).sort((a, b) => compare(fold(entityName(model, a.project)), fold(entityName(model, b.project))));
}

function peopleColumns(model, of = (row) => row) {
  return [
    nameColumn(model, 'Name', of),
    { label: 'E-mail', width: '220px', text: (row) => model.get(of(row), 'email') || '' },
    { label: 'Status', width: '124px', text: (row) => stateOf(model, of(row)), cell: (row) => badge(stateOf(model, of(row))) },
    { label: 'Last active (UTC)', width: '140px', text: (row) => day(model.get(of(row), 'last_active')), sort: (row) => model.get(of(row), 'last_active') },
  ];
}

function projectPane(app, project) {
  const { model } = app;
  const lead = model.get(project, 'lead');
  const scheme = schemeOf(model, project);
  const facts = [
    projectStyle(model, project),
    `tenant ${tenantName(model, project)}`,
    model.get(project, 'archived') === true ? 'archived' : '',
    model.get(project, 'category') ? `category ${model.get(project, 'category')}` : '',
    lead === null ? 'no lead' : ['lead ', entityAnchor(model, lead)],
    scheme === null || scheme === undefined ? 'permission scheme not known' : ['scheme ', entityAnchor(model, scheme)],
    model.get(project, 'updated') ? `updated ${day(model.get(project, 'updated'))} UTC` : '',
    isPublic(model, project) ? badge('public', 'critical') : '',
  ];
  const groups = rolesOf(model, project).flatMap((role) => (
    model.edges.actor_in.sources(role).filter((actor) => model.kind(actor) === 'group').map((actor) => ({ role, actor }))
  ));
  const role = { label: 'Role', width: '180px', text: (row) => model.name(row.role) };
  return element(
    'div',
    {},
    paneHead(app, project, facts),
    graphOrNote(model, surroundings(model, project), project, `Who has access to ${model.name(project)}`, 'Nobody holds a role or a grant.'),
    titledTable('People in roles', { rows: directActors(model, project), open: (row) => app.openNode(row.actor), empty: app.emptyText('role'), columns: [...peopleColumns(model, (row) => row.actor).slice(0, 1), role, ...peopleColumns(model, (row) => row.actor).slice(1)] }),
    titledTable('Groups in roles', {
      rows: groups,
      open: (row) => app.openNode(row.actor),
      empty: app.emptyText('role'),
      columns: [nameColumn(model, 'Group', (row) => row.actor), role, numberColumn('Members', (row) => model.edges.member_of.inDegree(row.actor)), numberColumn('Active', (row) => activeMembers(model, row.actor))],
    }),
    titledTable('Grants', {
      rows: grantsOn(model, project),
      empty: app.emptyText('grant'),
      columns: [
        { label: 'Holder', width: '240px', text: (grant) => holderName(model, grant.holder), cell: (grant) => holderAnchor(model, grant.holder) },
        { label: 'Kind', width: '150px', text: (grant) => settings.kinds[model.kind(grant.holder)][0] },
        { label: 'Permissions', width: '420px', text: (grant) => permissionList(model, grant.permissions).join(', ') },
      ],
    }),
    whoPanel(app, project),
  );
}

function holderName(model, holder) {
  const kind = model.kind(holder);
  return kind === 'anyone' ? 'Anyone on the internet' : model.name(holder);
}

function holderAnchor(model, holder) {
  return ['user', 'group'].includes(model.kind(holder)) ? entityAnchor(model, holder) : holderName(model, holder);
}

function schemePane(app, scheme) {
  const { model } = app;
  const projects = sortedByName(model, model.edges.governs.targets(scheme));
  const facts = [`tenant ${tenantName(model, scheme)}`, `governs ${counted(projects.length, 'project')}`, model.get(scheme, 'description')];
  return element(
    'div',
    {},
    paneHead(app, scheme, facts),
    schemeMatrix(app, scheme),
    titledTable('Projects governed', {
      rows: projects,
      open: app.openNode,
      empty: app.emptyText('project'),
      columns: [nameColumn(model), { label: 'Kind', width: '200px', text: (project) => projectStyle(model, project) }, { label: 'Lead', width: '170px', text: (project) => leadName(model, project) }],
    }),
  );
}

// What holds permissions in a scheme: holders by name, and roles by name, for roles are granted project by project.
function schemeHolders(model, scheme) {
  const holders = model.edges.holds.to(scheme).map((edge) => {
    const holder = model.edges.holds.source[edge];
    return { name: holderName(model, holder), kind: settings.kinds[model.kind(holder)][0], node: holder, permissions: model.permissionsOf('holds', edge) };
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
  const permissions = [...new Set(holders.flatMap((holder) => [...holder.permissions]))].sort((a, b) => compare(model.permissionName(a), model.permissionName(b)));
  const shown = holders.slice(0, 24);
  const head = element('tr', {}, element('th', { scope: 'col' }, 'Permission'), shown.map((holder) => element('th', { scope: 'col' }, holder.name, holder.kind === fold(holder.name) ? '' : element('small', {}, holder.kind))));
  const rows = permissions.map((permission) => element(
    'tr',
    {},
    element('th', { scope: 'row' }, model.permissionName(permission)),
    shown.map((holder) => element('td', {}, holder.permissions.has(permission) ? element('span', { 'aria-label': 'yes' }, '●') : '')),
  ));
  const lines = () => [['Permission', ...holders.map((holder) => `${holder.name} (${holder.kind})`)], ...permissions.map((permission) => [model.permissionName(permission), ...holders.map((holder) => (holder.permissions.has(permission) ? 'yes' : ''))])];
  return element(
    'section',
    { class: 'titled' },
    element('div', { class: 'line' }, element('h4', {}, 'Who holds which permission'), exportButtons('scheme', lines)),
    element('div', { class: 'scroll-x matrix', tabindex: '0', role: 'group', 'aria-label': 'Scheme matrix' }, element('table', {}, element('thead', {}, head), element('tbody', {}, rows))),
    holders.length > shown.length ? element('p', { class: 'quiet' }, `${counted(holders.length - shown.length, 'holder')} more: all stand in the CSV.`) : '',
  );
}
