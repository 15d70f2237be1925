// Everything about one group: members, projects, product access.

function groupPane(app, group) {
  const { model } = app;
  const members = model.sorted(model.edges.member_of.sources(group));
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
    graphOrNote(
      model,
      surroundings(model, group),
      group,
      `Members and access of ${model.name(group)}`,
      'Connected to nothing.',
    ),
    titledTable('Members', {
      rows: members,
      open: app.openNode,
      empty: app.emptyText('membership'),
      columns: peopleColumns(model),
    }),
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
  return edges.length === 0
    ? ''
    : plain(
        ['Product', 'Tenant', 'How'],
        edges.map((edge) => {
          const role = model.edges.gives_access.target[edge];
          const isDefault = model.attributes('gives_access', edge).default_group;
          return [
            model.name(role),
            tenantName(model, role),
            isDefault ? 'default group: new users land here' : 'group',
          ];
        }),
        'Product access given',
      );
}

// Each role and each scheme through which a group holds something on a project.
function groupGrants(model, group) {
  const rows = model.edges.actor_in.targets(group).map((role) => {
    const project = projectOfRole(model, role);
    const permissions = model.edges.grants
      .from(role)
      .flatMap((edge) => permissionList(model, model.permissionsOf('grants', edge)));
    return { project, through: `role ${model.name(role)}`, permissions };
  });
  for (const edge of model.edges.holds.from(group)) {
    const scheme = model.edges.holds.target[edge];
    const permissions = permissionList(model, model.permissionsOf('holds', edge));
    for (const project of model.edges.governs.targets(scheme))
      rows.push({ project, through: model.name(scheme), permissions });
  }
  return sortedByProject(
    model,
    rows.filter((row) => row.project !== undefined),
  );
}
