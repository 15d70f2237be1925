// The Permissions tab: why can they, who can, schemes, wide grants, administrators.

const ANSWERS = {
  yes: ['passed', 'Yes'],
  no: ['neutral', 'No'],
  may: ['medium', 'May, depending on the work item'],
  unknown: ['high', 'Cannot be told'],
};

// An input that finds one node by name; `choose` gets its number.
function picker(app, { kinds, label, choose, value = null }) {
  const { model } = app;
  const id = `picker-${app.nextId()}`;
  const input = element('input', { type: 'search', id: `${id}-input`, placeholder: label, role: 'combobox', 'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false' });
  const list = element('div', { role: 'listbox', id, 'aria-label': label, hidden: true, class: 'suggestions' });
  if (value !== null) input.value = entityName(model, value);
  suggestions(input, list, (text) => app.search(text, kinds, 12), (node) => {
    input.value = entityName(model, node);
    choose(node);
  }, (node) => [entityName(model, node), element('small', {}, describe(model, node))]);
  return element('div', { class: 'picker' }, element('label', { for: `${id}-input` }, label), input, list);
}

function describe(model, node) {
  const kind = model.kind(node);
  if (kind === 'user') return `${accountType(model, node)} · ${model.get(node, 'email') || stateOf(model, node)}`;
  const where = ['project', 'scheme'].includes(kind) ? ` · ${tenantName(model, node)}` : '';
  return `${settings.kinds[kind][0]}${where}`;
}

// A list of options under an input: arrows move, Enter takes, Escape closes.
function suggestions(input, list, find, take, show) {
  let found = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = () => {
    [...list.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    if (active >= 0) input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
  };
  const choose = (index) => {
    close();
    if (found[index] !== undefined) take(found[index]);
  };
  const update = () => {
    found = find(input.value);
    active = found.length > 0 ? 0 : -1;
    list.replaceChildren(...found.map((node, index) => element('div', { role: 'option', id: `${list.id}-${index}`, onmousedown: (event) => { event.preventDefault(); choose(index); } }, show(node))));
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    mark();
  };
  input.addEventListener('input', update);
  input.addEventListener('focus', () => input.value && update());
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) update();
      else active = (active + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length);
      mark();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}

function permissionSelect(model, chosen, onchange, label = 'Permission') {
  const options = range(0, model.permissions.length).sort((a, b) => compare(model.permissionName(a), model.permissionName(b)));
  const select = element('select', { 'aria-label': label }, options.map((number) => element('option', { value: number, selected: number === chosen }, model.permissionName(number))));
  select.addEventListener('change', () => onchange(Number(select.value)));
  return element('label', { class: 'choice' }, element('span', {}, label), select);
}

function defaultPermission(model) {
  return model.permissionNumber.get('BROWSE_PROJECTS') ?? 0;
}

// Why a user has or has not a permission on a project: answer, drawing, grant paths, gate paths.
function explanation(app, user, permission, project) {
  const { model } = app;
  const { answer, grants, gates, reasons } = explain(model, user, permission, project);
  const [look, words] = ANSWERS[answer];
  const links = [...linksOf(grants, true), ...linksOf(gates)];
  const context = `${model.permissionName(permission)} on ${entityName(model, project)}`;
  return element(
    'div',
    { class: 'explanation' },
    element('p', { class: 'answer' }, badge(words, look), ` ${model.name(user)}: ${context}. `, reasons.join(' ')),
    links.length === 0 ? element('p', { class: 'quiet' }, 'No path leads there.') : linkFigure(model, links, user, `Paths of ${model.name(user)}: ${context}`),
    pathTable(app, grants, 'Grant paths'),
    pathTable(app, gates, 'Product access paths'),
  );
}

function whyPanel(app, user, reached) {
  const { model } = app;
  if (model.permissions.length === 0 || model.of('project').length === 0) return '';
  let project = reached.length > 0 ? reached[0].project : null;
  let permission = defaultPermission(model);
  const result = element('div');
  const show = () => result.replaceChildren(project === null ? '' : explanation(app, user, permission, project));
  const choose = picker(app, { kinds: ['project'], label: 'Project', value: project, choose: (node) => { project = node; show(); } });
  const select = permissionSelect(model, permission, (number) => { permission = number; show(); });
  show();
  return element('section', { class: 'titled why' }, element('h4', {}, 'Why can they'), element('div', { class: 'choices' }, choose, select), result);
}

function whoPanel(app, project) {
  const { model, populations } = app;
  if (model.permissions.length === 0) return '';
  const result = element('div');
  const show = (permission) => {
    const audience = populations.audience(permission, project);
    const rows = [...audience.effective.map((user) => ({ user, access: 'yes' })), ...audience.unknown.map((user) => ({ user, access: 'cannot be told' }))];
    const notes = [
      audience.isPublic ? 'Anyone on the internet, unless a policy blocks it.' : '',
      audience.conditions.length > 0 ? `Depending on the work item also: ${audience.conditions.map((node) => model.name(node)).join(', ')}.` : '',
      audience.unclear.length > 0 ? `It is not known who stands behind: ${audience.unclear.map((node) => model.name(node)).join(', ')}.` : '',
    ];
    result.replaceChildren(
      ...notes.filter(Boolean).map((note) => element('p', { class: 'notice' }, note)),
      titledTable(`Who holds ${model.permissionName(permission)}`, {
        rows,
        open: (row) => app.openNode(row.user),
        empty: app.emptyText('grant'),
        columns: [...peopleColumns(model, (row) => row.user), { label: 'Access', width: '120px', text: (row) => row.access }],
      }),
    );
  };
  show(defaultPermission(model));
  return element('section', { class: 'titled' }, element('h4', {}, 'Who can'), element('div', { class: 'choices' }, permissionSelect(model, defaultPermission(model), show)), result);
}

// Every permission of a user on a project with its answer; one opens to its paths.
function allPermissions(app, user, project) {
  const { model } = app;
  const rows = range(0, model.permissions.length)
    .map((permission) => ({ permission, ...explain(model, user, permission, project) }))
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
        { label: 'Permission', width: '240px', text: (row) => model.permissionName(row.permission), cell: (row) => button(model.permissionName(row.permission), () => show(row), { class: 'link' }) },
        { label: 'Answer', width: '150px', text: (row) => ANSWERS[row.answer][1], cell: (row) => badge(ANSWERS[row.answer][1], ANSWERS[row.answer][0]) },
        { label: 'Paths', width: '70px', number: true, text: (row) => thousands(row.grants.length), sort: (row) => row.grants.length },
        { label: 'Innermost path', width: '360px', text: (row) => (row.grants.length > 0 ? pathInWords(model, row.grants[0]) : row.reasons.join(' ')) },
      ],
    }),
    detail,
  );
}

const VIEWS = [['why', 'Why can they?'], ['who', 'Who can?'], ['schemes', 'Permission schemes'], ['open', 'Public and wide grants'], ['admins', 'Administrators']];

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
  let project = parameters.get('project') ? findProject(model, ...parameters.get('project').split('/').map(decoded)) ?? null : null;
  const result = element('div', { class: 'narrow' });
  const show = () => {
    const ready = user !== null && project !== null;
    result.replaceChildren(ready ? allPermissions(app, user, project) : element('p', { class: 'quiet' }, 'Choose a user and a project: every permission is listed with each path to it.'));
    if (!ready) return;
    const query = new URLSearchParams({ user: model.innerId(user), project: entityLink(model, project).slice('#/projects/'.length) });
    history.replaceState(null, '', `#/permissions/why?${query}`);
  };
  show();
  return element(
    'div',
    {},
    element('div', { class: 'choices' },
      picker(app, { kinds: ['user'], label: 'User', value: user, choose: (node) => { user = node; show(); } }),
      picker(app, { kinds: ['project'], label: 'Project', value: project, choose: (node) => { project = node; show(); } })),
    result,
  );
}

function whoView(app, parameters) {
  const { model } = app;
  const known = parameters.get('project') ? findProject(model, ...parameters.get('project').split('/').map(decoded)) ?? null : null;
  const result = element('div', { class: 'narrow' });
  const show = (project) => {
    history.replaceState(null, '', `#/permissions/who?${new URLSearchParams({ project: entityLink(model, project).slice('#/projects/'.length) })}`);
    result.replaceChildren(whoPanel(app, project));
  };
  if (known === null) result.append(element('p', { class: 'quiet' }, 'Choose a project, then a permission: everybody who holds it is listed.'));
  else show(known);
  return element('div', {}, element('div', { class: 'choices' }, picker(app, { kinds: ['project'], label: 'Project', value: known, choose: show })), result);
}

function schemesView(app, parameters) {
  const { model } = app;
  const chosen = model.find(`scheme:${parameters.get('scheme')}`);
  const pane = element('aside', { class: 'pane', 'aria-label': 'Details', hidden: chosen === undefined }, chosen === undefined ? '' : schemePane(app, chosen));
  const list = titledTable('Permission schemes', {
    rows: sortedByName(model, model.of('scheme')),
    tall: true,
    open: app.openNode,
    empty: app.emptyText('scheme'),
    columns: [
      nameColumn(model),
      { label: 'Tenant', width: '120px', text: (scheme) => tenantName(model, scheme) },
      numberColumn('Projects', (scheme) => model.edges.governs.outDegree(scheme)),
      numberColumn('Holders', (scheme) => schemeHolders(model, scheme).length),
      { label: 'Open to', width: '190px', text: (scheme) => wideHolders(model, scheme).map((holder) => holderName(model, holder)).join(', ') },
    ],
  });
  return element('div', { class: 'split' }, element('div', { class: 'list' }, list), pane);
}

function wideHolders(model, scheme) {
  return model.edges.holds.sources(scheme).filter((holder) => ['anyone', 'any_licensed', 'app_role'].includes(model.kind(holder)));
}

function openView(app) {
  const { model } = app;
  const rows = model.of('scheme').flatMap((scheme) => model.edges.holds.to(scheme).map((edge) => ({ scheme, edge, holder: model.edges.holds.source[edge] })))
    .filter(({ holder }) => ['anyone', 'any_licensed', 'app_role'].includes(model.kind(holder)))
    .sort((a, b) => settings.ranks[model.kind(a.holder)] - settings.ranks[model.kind(b.holder)] || a.scheme - b.scheme);
  const population = (holder) => (model.kind(holder) === 'anyone' ? null : app.populations.behind(holder).length);
  return element('div', { class: 'narrow' }, element('p', { class: 'quiet' }, 'Grants to everybody: on the internet, with product access, or with one application role. A public grant holds unless a policy of the organisation blocks it.'), titledTable('Public and wide grants', {
    rows,
    tall: true,
    open: (row) => app.openNode(row.scheme),
    empty: app.emptyText('grant'),
    columns: [
      { label: 'Holder', width: '230px', text: (row) => holderName(model, row.holder), cell: (row) => badge(holderName(model, row.holder), model.kind(row.holder) === 'anyone' ? 'critical' : 'medium') },
      { label: 'Scheme', width: '210px', text: (row) => model.name(row.scheme), cell: (row) => entityAnchor(model, row.scheme) },
      { label: 'Tenant', width: '120px', text: (row) => tenantName(model, row.scheme) },
      numberColumn('Projects', (row) => model.edges.governs.outDegree(row.scheme)),
      { label: 'Users', width: '84px', number: true, text: (row) => (population(row.holder) === null ? 'everybody' : thousands(population(row.holder))), sort: (row) => population(row.holder) ?? Infinity },
      { label: 'Permissions', width: '380px', text: (row) => permissionList(model, model.permissionsOf('holds', row.edge)).join(', ') },
    ],
  }));
}

function adminsView(app) {
  const { model } = app;
  const direct = model.of('admin_role').flatMap((role) => model.edges.administers.sources(role).flatMap((holder) => (
    model.kind(holder) === 'user' ? [{ role, user: holder, group: null }] : model.edges.member_of.sources(holder).map((user) => ({ role, user, group: holder }))
  )));
  const links = model.of('admin_role').flatMap((role) => [
    ...model.edges.administers.sources(role).map((source) => ({ source, kind: 'administers', target: role, hot: false })),
    ...model.edges.administers.targets(role).map((target) => ({ source: role, kind: 'administers', target, hot: false })),
  ]);
  const members = direct.filter((row) => row.group !== null).map((row) => ({ source: row.user, kind: 'member_of', target: row.group, hot: false }));
  const people = peopleColumns(model, (row) => row.user);
  return element(
    'div',
    { class: 'narrow' },
    links.length === 0 ? '' : linkFigure(model, [...links, ...members], model.of('admin_role')[0], 'Who reaches administration'),
    titledTable('Administrators', {
      rows: direct,
      tall: true,
      open: (row) => app.openNode(row.user),
      empty: app.emptyText('admin'),
      columns: [
        people[0],
        { label: 'Role', width: '200px', text: (row) => model.name(row.role) },
        { label: 'Of', width: '180px', text: (row) => administered(model, row.role) },
        { label: 'Through', width: '200px', text: (row) => (row.group === null ? 'directly' : model.name(row.group)), cell: (row) => (row.group === null ? 'directly' : entityAnchor(model, row.group)) },
        ...people.slice(2),
      ],
    }),
  );
}
