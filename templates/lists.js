// The tabs that list users, groups and projects: search, filter chips, sort, Copy and CSV, details on the right.

function listDefinitions(app) {
  const { model, populations } = app;
  const browsing = () => populations.browsing();
  const counting = (column) => ({ ...column, text: (node) => (app.isReady ? column.text(node) : '…') });
  const hasFindings = {
    label: 'with findings',
    key: 'has',
    value: 'findings',
    test: (node) => openFindings(model, node).length > 0,
  };
  const access = ['membership', 'project', 'grant'];
  const told = (what) => (node) =>
    app.missing(what, model.kind(node) === 'project' ? model.cloudId(node) : null).length === 0;
  const isActivityTold = (group) =>
    model.edges.member_of.sources(group).every((user) => model.get(user, 'state') !== 'unknown');
  const administers = (node) => model.edges.administers.outDegree(node) > 0;
  const name = (width) => ({
    label: 'Name',
    width,
    text: (node) => model.name(node),
    sort: (node) => model.rank(node),
    cell: (node) => element('a', { href: entityLink(model, node) }, model.name(node)),
  });
  const findings = {
    label: 'Findings',
    width: '84px',
    number: true,
    text: (node) => amount(openFindings(model, node).length),
    sort: (node) => openFindings(model, node).length,
  };
  return {
    users: {
      kind: 'user',
      word: ['user', 'users'],
      search: (user) => `${model.name(user)} ${model.get(user, 'email') || ''} ${model.get(user, 'id')}`,
      columns: [
        name('190px'),
        { label: 'E-mail', width: '220px', text: (user) => model.get(user, 'email') || '' },
        {
          label: 'Status',
          width: '124px',
          text: (user) => stateOf(model, user),
          cell: (user) => badge(stateOf(model, user)),
        },
        { label: 'Type', width: '110px', text: (user) => accountType(model, user) },
        numberColumn('Groups', (user) => model.edges.member_of.outDegree(user), told('membership')),
        counting(numberColumn('Projects', (user) => browsing().perUser[user - populations.first], told(access))),
        findings,
        {
          label: 'Last active (UTC)',
          width: '140px',
          text: (user) => day(model.get(user, 'last_active')),
          sort: (user) => model.get(user, 'last_active'),
        },
      ],
      chips: [
        { label: 'inactive', key: 'status', value: 'inactive', test: (user) => isInactive(model, user) },
        hasFindings,
        {
          label: 'administrator',
          key: 'is',
          value: 'administrator',
          test: (user) => administers(user) || model.edges.member_of.targets(user).some(administers),
        },
        {
          label: 'direct access',
          key: 'is',
          value: 'direct',
          test: (user) => model.edges.actor_in.outDegree(user) + model.edges.holds.outDegree(user) > 0,
        },
        foundBy(model, 'dormant', ['dormant-user', 'never-active-user', 'dormant-admin']),
        foundBy(model, 'external', ['external-reach']),
        { label: 'unmanaged', key: 'managed', value: 'no', test: (user) => model.get(user, 'managed') === 'no' },
        {
          label: 'no group',
          key: 'is',
          value: 'ungrouped',
          test: (user) => model.edges.member_of.outDegree(user) === 0,
          needs: 'membership',
        },
        { label: 'app', key: 'type', value: 'app', test: (user) => model.get(user, 'account_type') === 'app' },
      ],
    },
    groups: {
      kind: 'group',
      word: ['group', 'groups'],
      search: (group) => `${model.name(group)} ${model.get(group, 'description') || ''} ${model.get(group, 'id')}`,
      columns: [
        name('240px'),
        numberColumn('Members', (group) => model.edges.member_of.inDegree(group), told('membership')),
        numberColumn('Active', (group) => activeMembers(model, group), (group) => told('membership')(group) && isActivityTold(group)),
        numberColumn('Projects', (group) => projectsHeld(model, group).size, told(['project', 'grant'])),
        {
          label: 'Product access',
          width: '130px',
          text: (group) =>
            model.edges.gives_access
              .targets(group)
              .map((role) => model.name(role))
              .join(', ') || (app.missing('product').length > 0 ? 'not known' : ''),
        },
        findings,
        { label: 'Directory', width: '150px', text: (group) => directoriesOf(model, group).join(', ') },
        { label: 'Description', width: '240px', text: (group) => model.get(group, 'description') || '' },
      ],
      chips: [
        {
          label: 'empty',
          key: 'is',
          value: 'empty',
          test: (group) => model.edges.member_of.inDegree(group) === 0,
          needs: 'membership',
        },
        hasFindings,
        { label: 'on projects', key: 'is', value: 'on-projects', test: (group) => projectsHeld(model, group).size > 0 },
        {
          label: 'gives product access',
          key: 'gives',
          value: 'product',
          test: (group) => model.edges.gives_access.outDegree(group) > 0,
        },
        { label: 'administrators', key: 'is', value: 'administrator', test: administers },
        { label: 'synced', key: 'synced', value: 'yes', test: (group) => model.get(group, 'synced') === true },
        {
          label: 'no description',
          key: 'description',
          value: 'none',
          test: (group) => isDescribable(model, group) && !(model.get(group, 'description') || '').trim(),
        },
      ],
    },
    projects: {
      kind: 'project',
      word: ['project', 'projects'],
      search: (project) => `${entityName(model, project)} ${tenantName(model, project)}`,
      columns: [
        { label: 'Key', width: '90px', text: (project) => model.get(project, 'key') || '' },
        name('220px'),
        { label: 'Tenant', width: '120px', text: (project) => tenantName(model, project) },
        counting(
          numberColumn('Can browse', (project) => browsing().perProject.get(project) || 0, told(access), '112px'),
        ),
        findings,
        { label: 'Lead', width: '150px', text: (project) => leadName(model, project) },
        { label: 'Permission scheme', width: '190px', text: (project) => nameOr(model, schemeOf(model, project)) },
        { label: 'Kind', width: '190px', text: (project) => projectStyle(model, project) },
      ],
      chips: [
        { label: 'public', key: 'is', value: 'public', test: (project) => isPublic(model, project) },
        hasFindings,
        {
          label: 'team-managed',
          key: 'style',
          value: 'team-managed',
          test: (project) => model.get(project, 'style') === 'next-gen',
        },
        { label: 'archived', key: 'is', value: 'archived', test: (project) => model.get(project, 'archived') === true },
        { label: 'no lead', key: 'lead', value: 'none', test: (project) => model.get(project, 'lead') === null },
        {
          label: 'people in roles',
          key: 'is',
          value: 'direct',
          test: (project) => directActors(model, project).length > 0,
        },
      ],
    },
  };
}

function amount(value) {
  return value === 0 ? '' : thousands(value);
}

// isWhole(node): whether everything that counts was collected; where not, the number is a lower bound and says so.
function numberColumn(label, value, isWhole = () => true, width = '98px') {
  const text = (node) => `${isWhole(node) ? '' : '≥ '}${thousands(value(node))}`;
  return { label, width, number: true, text, sort: value };
}

function activeMembers(model, group) {
  return model.edges.member_of.sources(group).filter((user) => model.get(user, 'state') === 'active').length;
}

// Only directories tell a group's description, not Jira.
function isDescribable(model, group) {
  return model.edges.in_directory.outDegree(group) > 0;
}

function directoriesOf(model, node) {
  const directories = model.edges.in_directory.targets(node);
  const own =
    directories.length > 0 ? directories : [model.get(node, 'directory')].filter((directory) => directory !== null);
  return own.map((directory) => model.name(directory));
}

function nameOr(model, node, otherwise = '') {
  return node === null || node === undefined ? otherwise : model.name(node);
}

function leadName(model, project) {
  return nameOr(model, model.get(project, 'lead'));
}

function isPublic(model, project) {
  const anyone = model.find('anyone');
  return anyone !== undefined && grantsOn(model, project).some((grant) => grant.holder === anyone);
}

function rolesOf(model, project) {
  return [...new Set([...model.edges.part_of.sources(project), ...model.edges.grants.sources(project)])]
    .filter((role) => model.kind(role) === 'role')
    .sort((a, b) => compare(fold(model.name(a)), fold(model.name(b))) || a - b);
}

// People who stand in a project's roles themselves: {role, actor} each.
function directActors(model, project) {
  return rolesOf(model, project).flatMap((role) =>
    model.edges.actor_in
      .sources(role)
      .filter((actor) => model.kind(actor) === 'user')
      .map((actor) => ({ role, actor })),
  );
}

// A filter for what checks found, so that it shows those whom the Summary counts.
function foundBy(model, label, ids) {
  const checks = model.checks.filter((check) => ids.includes(check.id) && ['found', 'passed'].includes(check.outcome));
  const isPartial = checks.length < ids.length || checks.some((check) => check.at_least);
  const title = checks.map((check) => check.title);
  if (isPartial) title.push(checks.length > 0 ? 'There may be more: not everything was checked.' : 'Not known: not checked.');
  const attributes = { title: title.join(' · '), disabled: checks.length === 0 };
  let subjects = null;
  const test = (node) => {
    subjects ||= new Set(checks.flatMap((check) => [...subjectsOf(model, check)]));
    return subjects.has(node);
  };
  return { label, key: 'is', value: label, test, attributes };
}

// Those of whom a check has findings that nobody has waived.
function subjectsOf(model, check) {
  const index = model.checks.indexOf(check);
  const isOpen = (_, finding) => model.findings.check[finding] === index && model.findings.status[finding] !== 'waived';
  return new Set(model.findings.subject.filter(isOpen));
}

// A filter for what somebody lacks cannot be answered when not everything was collected.
function unlessTold(app, needs) {
  const isMissing = needs !== undefined && app.missing(needs).length > 0;
  return isMissing ? { disabled: true, title: app.emptyText(needs) } : {};
}

class ListTab {
  constructor(app, tab) {
    Object.assign(this, { app, tab, definition: listDefinitions(app)[tab] });
    const { kind, word, columns, chips } = this.definition;
    this.all = app.model.of(kind);
    this.all = app.model.sorted(this.all);
    this.filters = new URLSearchParams();
    this.input = element('input', {
      type: 'search',
      placeholder: `Search ${word[1]}  ( / )`,
      'aria-label': `Search ${word[1]}`,
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.input.addEventListener('input', () => {
      this.filters.set('q', this.input.value);
      this.apply(this.filters);
      clearTimeout(this.waiting);
      // later, since browsers count changes of the address, and only if the list is still what it tells of
      this.waiting = setTimeout(() => app.router.tab === tab && this.refine('q', this.input.value), 250);
    });
    this.chips = chips.map((chip) => {
      const made = button(
        chip.label,
        () => this.toggle(chip.key, chip.value),
        { class: 'chip', ...chip.attributes, ...unlessTold(app, chip.needs) },
      );
      return { ...chip, button: made };
    });
    this.checkChip = button('', () => this.refine('check', ''), {
      class: 'chip',
      'aria-pressed': 'true',
      hidden: true,
    });
    this.count = element('p', { class: 'count', role: 'status' });
    this.table = new VirtualTable({
      name: word[1],
      columns,
      rows: this.all,
      tall: true,
      open: (node) => {
        location.hash = entityLink(app.model, node) + this.query();
      },
      empty: app.emptyText(kind),
    });
    this.element = element(
      'div',
      { class: 'list-body' },
      element(
        'div',
        { class: 'toolbar' },
        this.input,
        element(
          'div',
          { class: 'chips' },
          this.checkChip,
          this.chips.map((chip) => chip.button),
        ),
      ),
      element(
        'div',
        { class: 'toolbar line' },
        this.count,
        exportButtons(word[1], () => this.table.lines()),
      ),
      this.table.element,
    );
    this.apply(new URLSearchParams());
  }

  query() {
    const text = this.filters.toString();
    return text ? `?${text}` : '';
  }

  refine(key, value) {
    if (value) this.filters.set(key, value);
    else this.filters.delete(key);
    this.follow();
  }

  // Filters of one key add up: administrators who have access of their own.
  toggle(key, value) {
    const known = this.filters.getAll(key);
    const wanted = known.includes(value) ? known.filter((other) => other !== value) : [...known, value];
    this.filters.delete(key);
    for (const each of wanted) this.filters.append(key, each);
    this.follow();
  }

  follow() {
    history.replaceState(null, '', location.hash.split('?')[0] + this.query());
    this.apply(this.filters);
  }

  apply(filters) {
    this.filters = new URLSearchParams(filters);
    const query = this.filters.get('q') || '';
    if (this.input.value !== query) this.input.value = query;
    const tests = [];
    for (const chip of this.chips) {
      const isOn = this.filters.getAll(chip.key).includes(chip.value);
      chip.button.setAttribute('aria-pressed', String(isOn));
      if (isOn) tests.push(chip.test);
    }
    tests.push(...this.checkTest(), ...this.searchTest(query));
    let rows = this.all;
    for (const test of tests) rows = rows.filter(test);
    this.table.setRows(rows);
    this.count.textContent =
      rows.length === this.all.length
        ? counted(rows.length, ...this.definition.word)
        : `${thousands(rows.length)} of ${counted(this.all.length, ...this.definition.word)}`;
  }

  checkTest() {
    const { model } = this.app;
    const check = model.checks.find(({ id }) => id === this.filters.get('check'));
    this.checkChip.hidden = check === undefined;
    if (check === undefined) return [];
    this.checkChip.textContent = `${check.title} ✕`;
    const subjects = subjectsOf(model, check);
    return [(node) => subjects.has(node)];
  }

  searchTest(query) {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const index = this.app.searchIndex(this.definition.kind);
    const marks = new Uint8Array(index.nodes.length);
    for (const row of index.rows(words)) marks[row] = 1;
    return [(node) => marks[node - index.first] === 1];
  }
}
