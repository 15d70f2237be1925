// Why can they, who can: answers with their paths.

const ANSWERS = {
  yes: ['passed', 'Yes'],
  no: ['neutral', 'No'],
  could: ['medium', 'No, but attainable'],
  may: ['medium', 'May, depending on the work item'],
  unknown: ['high', 'Cannot be told'],
};

// Why a user has or has not a permission on a project: answer, drawing, grant paths, gate paths.
function explanation(app, user, permission, project) {
  const { model } = app;
  const { answer, grants, gates, reasons, ways } = explainAll(model, user, permission, project);
  const [look, words] = ANSWERS[answer];
  const links = [...linksOf(grants, true), ...linksOf(gates), ...attainableLinks(user, project, ways)];
  const context = `${model.permissionName(permission)} on ${entityName(model, project)}`;
  return element(
    'div',
    { class: 'explanation' },
    element('p', { class: 'answer' }, badge(words, look), ` ${model.name(user)}: ${context}. `, reasons.join(' ')),
    remarks(model, user, permission, project).map((remark) => element('p', { class: 'notice' }, remark)),
    links.length === 0
      ? element('p', { class: 'quiet' }, 'No path leads there.')
      : linkFigure(model, links, user, `Paths of ${model.name(user)}: ${context}`),
    pathTable(app, grants, 'Grant paths'),
    pathTable(app, gates, 'Product access paths'),
    attainableTable(app, ways),
  );
}

// How somebody could give themselves the permission; also told of those who have it, who could come back.
function attainableTable(app, ways) {
  const { model } = app;
  if (ways.length === 0) return '';
  return titledTable('Could give it to themselves', {
    rows: ways,
    columns: [
      { label: 'Path', width: '420px', text: ({ path }) => pathInWords(model, path) },
      {
        label: 'By',
        width: '340px',
        text: ({ path, roles }) =>
          roles.length > 0
            ? `joining ${roles.map((role) => model.name(role)).join(' or ')}`
            : `changing who has access to ${entityName(model, path.at(-1).to)}`,
      },
    ],
  });
}

function whyPanel(app, user, reached) {
  const { model } = app;
  if (model.permissions.length === 0 || model.of('project').length === 0) return '';
  let project = reached.length > 0 ? reached[0].project : null;
  let permission = defaultPermission(model);
  const result = element('div');
  const show = () => result.replaceChildren(project === null ? '' : explanation(app, user, permission, project));
  const choose = picker(app, {
    kinds: ['project'],
    label: 'Project',
    value: project,
    choose: (node) => {
      project = node;
      show();
    },
  });
  const select = permissionSelect(model, permission, (number) => {
    permission = number;
    show();
  });
  show();
  return element(
    'section',
    { class: 'titled why' },
    element('h4', {}, 'Why can they'),
    element('div', { class: 'choices' }, choose, select),
    result,
  );
}

function whoPanel(app, project) {
  const { model, populations } = app;
  if (model.permissions.length === 0) return '';
  const result = element('div');
  const show = (permission) => {
    const audience = populations.audience(permission, project);
    const able = attainableBy(populations, permission, project, audience);
    const unknown = new Set(audience.unknown);
    const others = model.sorted(able.filter((user) => !unknown.has(user)));
    const words = new Map([...audience.unknown.map((user) => [user, 'cannot be told']), ...others.map((user) => [user, 'attainable'])]);
    const rows = [...model.sorted(audience.effective), ...model.sorted(audience.unknown), ...others];
    const notes = [
      able.length > 0
        ? `${counted(able.length, 'account')} could give it to themselves, as administrators: “attainable” below.`
        : '',
      ...remarks(model, null, permission, project),
      audience.conditions.length > 0
        ? `Depending on the work item also: ${audience.conditions.map((node) => model.name(node)).join(', ')}.`
        : '',
      audience.unclear.length > 0
        ? `It is not known who stands behind: ${audience.unclear.map((node) => model.name(node)).join(', ')}.`
        : '',
    ];
    result.replaceChildren(
      ...notes.filter(Boolean).map((note) => element('p', { class: 'notice' }, note)),
      titledTable(`Who holds ${model.permissionName(permission)}`, {
        rows,
        open: app.openNode,
        empty: app.emptyText('grant'),
        columns: [
          ...peopleColumns(model),
          { label: 'Access', width: '120px', text: (user) => words.get(user) || 'yes' },
        ],
      }),
    );
  };
  show(defaultPermission(model));
  return element(
    'section',
    { class: 'titled' },
    element('h4', {}, 'Who can'),
    element('div', { class: 'choices' }, permissionSelect(model, defaultPermission(model), show)),
    result,
  );
}

function oneOf(model, { grants, ways, answer, reasons }) {
  if (grants.length > 0) return pathInWords(model, grants[0]);
  return answer === 'could' ? pathInWords(model, ways[0].path) : reasons.join(' ');
}

// Every permission of a user on a project with its answer; one opens to its paths.
function allPermissions(app, user, project) {
  const { model } = app;
  const rows = range(0, model.permissions.length)
    .map((permission) => ({ permission, ...explainAll(model, user, permission, project) }))
    .filter((row) => row.answer !== 'no' || row.grants.length > 0)
    .sort((a, b) => compare(model.permissionName(a.permission), model.permissionName(b.permission)));
  const detail = element('div');
  const show = (row) => detail.replaceChildren(explanation(app, user, row.permission, project));
  const browse = rows.find((row) => row.permission === defaultPermission(model)) || rows[0];
  show(browse || { permission: defaultPermission(model) });
  return element(
    'div',
    {},
    titledTable(`Permissions of ${model.name(user)} on ${entityName(model, project)}`, {
      rows,
      open: show,
      empty: 'No permission: no grant leads there.',
      columns: [
        {
          label: 'Permission',
          width: '240px',
          text: (row) => model.permissionName(row.permission),
          cell: (row) => button(model.permissionName(row.permission), () => show(row), { class: 'link' }),
        },
        {
          label: 'Answer',
          width: '230px',
          text: (row) => ANSWERS[row.answer][1],
          cell: (row) => badge(ANSWERS[row.answer][1], ANSWERS[row.answer][0]),
        },
        {
          label: 'Paths',
          width: '70px',
          number: true,
          text: (row) => thousands(row.grants.length),
          sort: (row) => row.grants.length,
        },
        {
          label: 'One of them',
          width: '340px',
          text: (row) => oneOf(model, row),
        },
      ],
    }),
    detail,
  );
}
