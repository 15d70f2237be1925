// The Permissions tab: why can they, who can, schemes, wide grants, administrators.

const VIEWS = [
  ['why', 'Why can they?'],
  ['who', 'Who can?'],
  ['schemes', 'Permission schemes'],
  ['open', 'Public and wide grants'],
  ['admins', 'Administrators'],
];

function permissionsTab(app, panel) {
  const body = element('div', { class: 'permissions-body' });
  const links = VIEWS.map(([id, label]) => element('a', { href: `#/permissions/${id}`, class: 'chip' }, label));
  panel.replaceChildren(element('nav', { class: 'chips views', 'aria-label': 'Questions' }, links), body);
  const makers = { why: whyView, who: whoView, schemes: schemesView, open: openView, admins: adminsView };
  return {
    show(id, parameters) {
      const view = makers[id] ? id : 'why';
      links.forEach((link, index) => {
        if (VIEWS[index][0] === view) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      });
      body.replaceChildren(makers[view](app, parameters));
    },
  };
}

function whyView(app, parameters) {
  const { model } = app;
  let user = model.find(`user:${parameters.get('user')}`) ?? null;
  let project = parameters.get('project')
    ? (findProject(model, ...parameters.get('project').split('/').map(decoded)) ?? null)
    : null;
  const result = element('div', { class: 'narrow' });
  const show = () => {
    const ready = user !== null && project !== null;
    result.replaceChildren(
      ready
        ? allPermissions(app, user, project)
        : element(
            'p',
            { class: 'quiet' },
            'Choose a user and a project: every permission is listed with each path to it.',
          ),
    );
    if (!ready) return;
    const query = new URLSearchParams({
      user: model.innerId(user),
      project: entityLink(model, project).slice('#/projects/'.length),
    });
    history.replaceState(null, '', `#/permissions/why?${query}`);
  };
  show();
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'choices' },
      picker(app, {
        kinds: ['user'],
        label: 'User',
        value: user,
        choose: (node) => {
          user = node;
          show();
        },
      }),
      picker(app, {
        kinds: ['project'],
        label: 'Project',
        value: project,
        choose: (node) => {
          project = node;
          show();
        },
      }),
    ),
    result,
  );
}

function whoView(app, parameters) {
  const { model } = app;
  const known = parameters.get('project')
    ? (findProject(model, ...parameters.get('project').split('/').map(decoded)) ?? null)
    : null;
  const result = element('div', { class: 'narrow' });
  const show = (project) => {
    history.replaceState(
      null,
      '',
      `#/permissions/who?${new URLSearchParams({ project: entityLink(model, project).slice('#/projects/'.length) })}`,
    );
    result.replaceChildren(whoPanel(app, project));
  };
  if (known === null)
    result.append(
      element('p', { class: 'quiet' }, 'Choose a project, then a permission: everybody who holds it is listed.'),
    );
  else show(known);
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'choices' },
      picker(app, { kinds: ['project'], label: 'Project', value: known, choose: show }),
    ),
    result,
  );
}

function schemesView(app, parameters) {
  const { model } = app;
  const chosen = model.find(`scheme:${parameters.get('scheme')}`);
  const pane = element(
    'aside',
    { class: 'pane', 'aria-label': 'Details', hidden: chosen === undefined },
    chosen === undefined ? '' : schemePane(app, chosen),
  );
  const list = titledTable('Permission schemes', {
    rows: model.sorted(model.of('scheme')),
    tall: true,
    open: app.openNode,
    empty: app.emptyText('scheme'),
    columns: [
      nameColumn(model),
      { label: 'Tenant', width: '120px', text: (scheme) => tenantName(model, scheme) },
      numberColumn('Projects', (scheme) => model.edges.governs.outDegree(scheme)),
      numberColumn('Holders', (scheme) => schemeHolders(model, scheme).length),
      {
        label: 'Open to',
        width: '190px',
        text: (scheme) =>
          wideHolders(model, scheme)
            .map((holder) => holderName(model, holder))
            .join(', '),
      },
    ],
  });
  return element('div', { class: 'split' }, element('div', { class: 'list' }, list), pane);
}

function wideHolders(model, scheme) {
  return model.edges.holds
    .sources(scheme)
    .filter((holder) => ['anyone', 'any_licensed', 'app_role'].includes(model.kind(holder)));
}

function openView(app) {
  const { model } = app;
  const rows = model
    .of('scheme')
    .flatMap((scheme) =>
      model.edges.holds.to(scheme).map((edge) => ({ scheme, edge, holder: model.edges.holds.source[edge] })),
    )
    .filter(({ holder }) => ['anyone', 'any_licensed', 'app_role'].includes(model.kind(holder)))
    .sort((a, b) => settings.ranks[model.kind(a.holder)] - settings.ranks[model.kind(b.holder)] || a.scheme - b.scheme);
  const population = activePeopleBehind(app);
  return element(
    'div',
    { class: 'narrow' },
    element(
      'p',
      { class: 'quiet' },
      'Grants to everybody: on the internet, with product access, or with one application role. A public grant holds unless a policy of the organisation blocks it.',
    ),
    titledTable('Public and wide grants', {
      rows,
      tall: true,
      open: (row) => app.openNode(row.scheme),
      empty: app.emptyText('grant'),
      columns: [
        {
          label: 'Holder',
          width: '230px',
          text: (row) => holderName(model, row.holder),
          cell: (row) =>
            badge(holderName(model, row.holder), model.kind(row.holder) === 'anyone' ? 'critical' : 'medium'),
        },
        {
          label: 'Scheme',
          width: '210px',
          text: (row) => model.name(row.scheme),
          cell: (row) => entityAnchor(model, row.scheme),
        },
        { label: 'Tenant', width: '120px', text: (row) => tenantName(model, row.scheme) },
        numberColumn('Projects', (row) => model.edges.governs.outDegree(row.scheme)),
        {
          label: 'Active users',
          width: '112px',
          number: true,
          text: (row) => populationText(model, row.holder, population),
          sort: (row) => (model.kind(row.holder) === 'anyone' ? Infinity : population(row.holder)),
        },
        {
          label: 'Permissions',
          width: '380px',
          text: (row) => permissionList(model, model.permissionsOf('holds', row.edge)).join(', '),
        },
      ],
    }),
  );
}

// How many active users of the tenant stand behind a holder; many schemes share one.
function activePeopleBehind(app) {
  const { model, populations } = app;
  const known = new Map();
  return (holder) => {
    if (!known.has(holder)) {
      const tenant = model.tenant(holder);
      const users = populations.behind(holder);
      known.set(holder, users.filter((user) => isActive(model, populations.first + user, tenant) === true).length);
    }
    return known.get(holder);
  };
}

function populationText(model, holder, population) {
  if (model.kind(holder) === 'anyone') return 'everybody';
  return isUnclear(model, holder) ? 'not known' : thousands(population(holder));
}

function adminsView(app) {
  const { model } = app;
  const direct = model
    .of('admin_role')
    .flatMap((role) =>
      model.edges.administers
        .sources(role)
        .flatMap((holder) =>
          model.kind(holder) === 'user'
            ? [{ role, user: holder, group: null }]
            : model.edges.member_of.sources(holder).map((user) => ({ role, user, group: holder })),
        ),
    );
  const links = model
    .of('admin_role')
    .flatMap((role) => [
      ...model.edges.administers
        .sources(role)
        .map((source) => ({ source, kind: 'administers', target: role, hot: false })),
      ...model.edges.administers
        .targets(role)
        .map((target) => ({ source: role, kind: 'administers', target, hot: false })),
    ]);
  const members = direct
    .filter((row) => row.group !== null)
    .map((row) => ({ source: row.user, kind: 'member_of', target: row.group, hot: false }));
  const people = peopleColumns(model, (row) => row.user);
  return element(
    'div',
    { class: 'narrow' },
    element(
      'p',
      { class: 'quiet' },
      'One line for each way to an admin role. Whoever holds “Administer Jira” by a group that Jira does not list as an admin group is not seen: no API tells the holders of global permissions.',
    ),
    links.length === 0
      ? ''
      : linkFigure(model, [...links, ...members], model.of('admin_role')[0], 'Who reaches administration'),
    titledTable('Ways to an admin role', {
      rows: direct,
      tall: true,
      open: (row) => app.openNode(row.user),
      empty: app.emptyText('admin'),
      columns: [
        people[0],
        { label: 'Role', width: '200px', text: (row) => model.name(row.role) },
        { label: 'Of', width: '180px', text: (row) => administered(model, row.role) },
        {
          label: 'Through',
          width: '200px',
          text: (row) => (row.group === null ? 'directly' : groupName(model, row.group)),
          cell: (row) => (row.group === null ? 'directly' : entityAnchor(model, row.group)),
        },
        ...people.slice(2),
      ],
    }),
  );
}
