// Everything about one user: groups, projects reached, why, administration.

// What a user's own entries and groups lead to.
function reachLinks(model, user) {
  return [user, ...model.edges.member_of.targets(user)].flatMap((node) => linksBefore(model, node));
}

// What the drawing leaves out: it would be the same for everybody with product access.
function productAccessNote(model, reached) {
  const isWide = (holder) => PRODUCT_ACCESS.has(model.kind(holder));
  const wide = new Map();
  const opens = (given) => {
    if (!wide.has(given)) wide.set(given, given.through.some(isWide));
    return wide.get(given);
  };
  const projects = reached.filter((entry) => entry.ways.some(opens)).length;
  return projects === 0
    ? ''
    : element(
        'p',
        { class: 'quiet' },
        `Product access itself opens ${counted(projects, 'project')}: see “Projects reached”.`,
      );
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

// Projects on which a user has a grant of their own: what through, which permissions, and whether it counts. What a
// scheme gives is the same on all of its projects, which share it.
function projectsReached(app, user) {
  const { model } = app;
  const bySchemes = new Map();
  const own = new Map();
  const note = (ways, at, holder, permissions) => {
    if (!ways.has(at)) ways.set(at, { through: [], given: [] });
    ways.get(at).through.push(holder);
    ways.get(at).given.push(permissions);
  };
  for (const holder of reachOf(model, user)) {
    for (const kind of ['grants', 'leads']) {
      for (const edge of model.edges[kind].from(holder))
        note(own, model.edges[kind].target[edge], holder, model.permissionsOf(kind, edge));
    }
    for (const edge of model.edges.holds.from(holder))
      note(bySchemes, model.edges.holds.target[edge], holder, model.permissionsOf('holds', edge));
  }
  const found = new Map();
  const add = (project, ways) => {
    const known = found.get(project);
    if (known === undefined) found.set(project, { project, ways, access: '' });
    else known.ways = [...known.ways, ...ways];
  };
  for (const [scheme, given] of bySchemes) {
    const ways = [given];
    for (const project of model.edges.governs.targets(scheme)) add(project, ways);
  }
  for (const [project, given] of own) add(project, [given]);
  const words = new Map();
  const entries = [...found.values()];
  for (const entry of entries) {
    const tenant = model.tenant(entry.project);
    if (!words.has(tenant))
      words.set(tenant, accessWord(isActive(model, user, tenant), gateOf(model, user, undefined, entry.project).passed));
    entry.access = words.get(tenant);
  }
  return sortedByProject(model, entries);
}

function holdersOf(entry) {
  return new Set(entry.ways.flatMap((given) => given.through));
}

function permissionsGiven(entry) {
  return new Set(entry.ways.flatMap((given) => given.given.flatMap((permissions) => [...permissions])));
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
      {
        label: 'Through',
        width: '210px',
        text: (entry) =>
          [...holdersOf(entry)].map((holder) => (holder === user ? 'lead or own grant' : model.name(holder))).join(', '),
      },
      {
        label: 'Permissions',
        width: '150px',
        text: (entry) => {
          const given = permissionsGiven(entry);
          return `${counted(given.size, 'permission')}${given.has(admin) ? ', admin' : ''}`;
        },
        sort: (entry) => permissionsGiven(entry).size,
      },
      { label: 'Access', width: '140px', text: (entry) => entry.access },
    ],
  });
}
