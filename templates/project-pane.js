// Everything about one project: people and groups in roles, grants, who can.

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
  const groups = rolesOf(model, project).flatMap((role) =>
    model.edges.actor_in
      .sources(role)
      .filter((actor) => model.kind(actor) === 'group')
      .map((actor) => ({ role, actor })),
  );
  const role = { label: 'Role', width: '180px', text: (row) => model.name(row.role) };
  return element(
    'div',
    {},
    paneHead(app, project, facts),
    graphOrNote(
      model,
      surroundings(model, project),
      project,
      `Who has access to ${model.name(project)}`,
      'Nobody holds a role or a grant.',
    ),
    titledTable('People in roles', {
      rows: directActors(model, project),
      open: (row) => app.openNode(row.actor),
      empty: app.emptyText('role'),
      columns: [
        ...peopleColumns(model, (row) => row.actor).slice(0, 1),
        role,
        ...peopleColumns(model, (row) => row.actor).slice(1),
      ],
    }),
    titledTable('Groups in roles', {
      rows: groups,
      open: (row) => app.openNode(row.actor),
      empty: app.emptyText('role'),
      columns: [
        nameColumn(model, 'Group', (row) => row.actor),
        role,
        numberColumn('Members', (row) => model.edges.member_of.inDegree(row.actor)),
        numberColumn('Active', (row) => activeMembers(model, row.actor)),
      ],
    }),
    titledTable('Grants', {
      rows: grantsOn(model, project),
      empty: app.emptyText('grant'),
      columns: [
        {
          label: 'Holder',
          width: '240px',
          text: (grant) => holderName(model, grant.holder),
          cell: (grant) => holderAnchor(model, grant.holder),
        },
        { label: 'Kind', width: '150px', text: (grant) => settings.kinds[model.kind(grant.holder)][0] },
        { label: 'Permissions', width: '420px', text: (grant) => permissionList(model, grant.permissions).join(', ') },
      ],
    }),
    whoPanel(app, project),
  );
}
