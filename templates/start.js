// Beginning: unpack, build the model, listen, say when everything is ready.

// The tables that tell of something: when one of them is not complete, an empty list is not "none".
const TOLD_BY = {
  user: ['users', 'jira_users'],
  group: ['groups', 'jira_groups'],
  project: ['projects', 'project_schemes'],
  scheme: ['permission_schemes'],
  membership: ['users', 'group_members'],
  product: ['application_roles'],
  role: ['project_roles', 'role_actors'],
  grant: ['project_roles', 'role_actors', 'permission_schemes', 'project_schemes', 'application_roles'],
  admin: ['admin_groups', 'site_admin_groups'],
};

const SEARCHED = ['user', 'group', 'project', 'scheme'];

class App {
  constructor(model) {
    this.model = model;
    this.populations = new Populations(model);
    this.texts = new Map();
    this.lacking = new Map();
    this.ids = 0;
    this.isReady = false;
    this.openNode = (node) => {
      const address = entityLink(model, node);
      if (address) location.hash = address;
    };
    this.router = new Router(this);
  }

  closePane() {
    this.router.closePane();
  }

  nextId() {
    this.ids += 1;
    return this.ids;
  }

  // Words for the tables that tell of these things and are not complete: anywhere, or as far as one tenant is concerned.
  missing(things, cloudId = null) {
    const key = `${cloudId} ${things}`;
    if (!this.lacking.has(key)) this.lacking.set(key, this.lackingTables(things, cloudId));
    return this.lacking.get(key);
  }

  lackingTables(things, cloudId) {
    const tables = new Set([things].flat().flatMap((thing) => TOLD_BY[thing]));
    const concerns = (scope) => cloudId === null || !scope.startsWith('tenant:') || scope === `tenant:${cloudId}`;
    const found = this.model.tables.not_collected.filter(([table, , scope]) => tables.has(table) && concerns(scope));
    return [...new Set(found.map(([, words]) => words))];
  }

  // What an empty list says: nothing is there, or not everything that could be there was collected.
  emptyText(what) {
    const missing = this.missing(what);
    return missing.length > 0 ? `Not known: ${missing.join(' and ')} were not completely collected.` : 'None.';
  }

  // The texts by which nodes of a kind are found.
  searchIndex(kind) {
    if (!this.texts.has(kind)) {
      const list = Object.values(listDefinitions(this)).find((definition) => definition.kind === kind);
      const text = list ? list.search : (node) => `${this.model.name(node)} ${tenantName(this.model, node)}`;
      this.texts.set(kind, new TextIndex(this.model.of(kind), text));
    }
    return this.texts.get(kind);
  }

  search(query, kinds, limit) {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    return kinds.flatMap((kind) => this.searchIndex(kind).best(words, limit));
  }

  // What every reader will ask for, worked out while nothing else is to be done.
  prepare() {
    const { model } = this;
    const waiting = [
      ...SEARCHED.map((kind) => () => this.searchIndex(kind)),
      () => model.sorted(model.of('user')),
      () => projectPlaces(model),
      () => findProject(model, '', ''),
      () => findingsOf(model, -1),
      ...this.rehearsal(model.of('user')[0]),
    ];
    const next = () => {
      waiting.shift()();
      if (waiting.length > 0) whenIdle(next);
    };
    whenIdle(next);
  }

  // What opening a person needs, done once for somebody and thrown away: the first one opens as soon as the next.
  rehearsal(user) {
    if (user === undefined) return [];
    const { model } = this;
    const holder = element('div');
    const groups = model.edges.member_of.targets(user);
    let drawn;
    return [
      () => groups.map((group) => groupName(model, group)),
      () => projectsReached(this, user),
      () => {
        drawn = drawView(model, buildView(model, reachLinks(model, user), user));
      },
      () => drawNetwork(holder, 600, drawn, '').destroy(),
    ];
  }
}

function listenToSearch(app) {
  const input = document.getElementById('search-all');
  const list = document.getElementById('search-results');
  const find = (text) => app.search(text, SEARCHED, 5);
  const take = (node) => {
    input.value = '';
    app.openNode(node);
  };
  suggestions(input, list, find, take, (node) => [
    entityName(app.model, node),
    element('small', {}, describe(app.model, node)),
  ]);
}

function listenToKeys(app) {
  const help = document.getElementById('help');
  let waitsForTab = false;
  document.getElementById('help-button').addEventListener('click', () => help.showModal());
  help.querySelector('button').addEventListener('click', () => help.close());
  addEventListener('keydown', (event) => {
    const isTyping = event.target.closest('input, select, textarea');
    if (event.key === 'Escape' && !help.open) {
      if (isTyping) event.target.blur();
      else app.closePane();
      return;
    }
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (waitsForTab && KEYS[event.key]) location.hash = `#/${KEYS[event.key]}`;
    else if (event.key === '/') {
      event.preventDefault();
      const panel = document.getElementById(`panel-${app.router.tab}`);
      (panel.querySelector('.list-body input') || document.getElementById('search-all')).focus();
    } else if (event.key === '?') help.showModal();
    waitsForTab = !waitsForTab && event.key === 'g';
  });
}

function listenToTheme() {
  const root = document.documentElement;
  document.getElementById('theme-button').addEventListener('click', () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = isDark ? 'light' : 'dark';
  });
}

function listenToPrint() {
  let closed = [];
  document.getElementById('print-button').addEventListener('click', () => print());
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('#panel-summary details:not([open])')];
    for (const details of closed) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
  });
}

// Drawn when it is opened; the table below it is there without JavaScript too.
function listenToOverview(app) {
  const overview = document.getElementById('overview');
  if (!overview || !app.model.tables.overview) return;
  overview.addEventListener('toggle', () => {
    const holder = overview.querySelector('.figure');
    if (overview.open && !holder.firstChild)
      holder.append(graphFigure(app.model, app.model.tables.overview, 'The organisation at a glance'));
  });
}

function listenToSummary(app) {
  const chosen = { severity: new Set(), category: new Set() };
  const checks = [...document.querySelectorAll('#panel-summary .check')];
  const apply = () => {
    for (const check of checks) {
      check.hidden = Object.entries(chosen).some(
        ([name, values]) => values.size > 0 && !values.has(check.dataset[name]),
      );
    }
  };
  for (const chip of document.querySelectorAll('#summary-filters .chip')) {
    chip.addEventListener('click', () => {
      const name = chip.dataset.severity ? 'severity' : 'category';
      const value = chip.dataset[name];
      if (!chosen[name].delete(value)) chosen[name].add(value);
      chip.setAttribute('aria-pressed', String(chosen[name].has(value)));
      apply();
    });
  }
  const openAll = document.getElementById('open-all');
  openAll.addEventListener('click', () => {
    const open = openAll.getAttribute('aria-pressed') !== 'true';
    openAll.setAttribute('aria-pressed', String(open));
    openAll.textContent = open ? 'Close all' : 'Open all';
    for (const check of checks) check.open = open;
  });
  const lines = () => findingLines(app.model, chosen);
  document.getElementById('summary-csv').addEventListener('click', () => download('findings.csv', toCsv(lines())));
  document.getElementById('summary-copy').addEventListener('click', () => copyText(toTabs(lines())));
}

function findingLines(model, chosen) {
  const rows = range(0, model.findings.fingerprint.length).map((index) => {
    const check = model.checks[model.findings.check[index]];
    return {
      check,
      line: [
        model.findings.severity[index],
        model.findings.status[index],
        check.category,
        check.title,
        model.findings.name[index],
        model.findings.message[index],
        model.findings.fingerprint[index],
        model.findings.waiver[index],
      ],
    };
  });
  const fits = ({ check }) =>
    Object.entries(chosen).every(([name, values]) => values.size === 0 || values.has(check[name]));
  return [
    ['Severity', 'Status', 'Category', 'Check', 'Subject', 'Finding', 'Fingerprint', 'Waiver'],
    ...rows.filter(fits).map((row) => row.line),
  ];
}

function showAges() {
  for (const time of document.querySelectorAll('time[data-age]')) {
    const seconds = Date.parse(time.dateTime) / 1000;
    if (!Number.isNaN(seconds)) time.append(` (${age(seconds)})`);
  }
}

// For tests: the rules, asked by ids.
function questions(app) {
  const { model, populations } = app;
  const ends = (path) =>
    path.map(({ from, kind, to, edge }) => {
      const { qualifier } = model.attributes(kind, edge);
      return [model.id(from), qualifier ? `${kind}:${qualifier}` : kind, model.id(to)];
    });
  return {
    explain(user, permission, project) {
      const known = model.permissionNumber.get(permission);
      const found = explain(model, model.find(user), known, model.find(project));
      return {
        answer: found.answer,
        grants: found.grants.map(ends),
        gates: found.gates.map(ends),
        reasons: found.reasons,
      };
    },
    audience(permission, project) {
      const found = populations.audience(model.permissionNumber.get(permission), model.find(project));
      return {
        effective: found.effective.map((user) => model.id(user)),
        unknown: found.unknown.map((user) => model.id(user)),
        isPublic: found.isPublic,
      };
    },
    attainable(user, permission, project) {
      const known = model.permissionNumber.get(permission);
      const found = attainableWays(model, model.find(user), known, model.find(project));
      return found.map(({ path, roles }) => ({ path: ends(path), roles: roles.map((role) => model.id(role)) }));
    },
    remarks(user, permission, project) {
      const known = model.permissionNumber.get(permission);
      return remarks(model, user === null ? null : model.find(user), known, model.find(project));
    },
    attainableBy(permission, project) {
      const asked = [model.permissionNumber.get(permission), model.find(project)];
      const able = attainableBy(populations, ...asked, populations.audience(...asked));
      return able.map((user) => model.id(user));
    },
    search: (query, kind) => app.search(query, [kind], Infinity).map((node) => model.id(node)),
    browsing() {
      const { perUser, perProject } = populations.browsing();
      const users = model.of('user').map((user) => [model.id(user), perUser[user - populations.first]]);
      return {
        users: Object.fromEntries(users),
        projects: Object.fromEntries([...perProject].map(([project, amount]) => [model.id(project), amount])),
      };
    },
  };
}

async function start() {
  showAges();
  listenToTheme();
  listenToPrint();
  const [tables, edges] = await Promise.all([unpack('data-tables'), unpack('data-edges')]);
  if (tables.content.format !== settings.format)
    throw new Error(`the data has the format ${tables.content.format}, this page reads ${settings.format}`);
  const app = new App(new Model(tables, edges));
  listenToSearch(app);
  listenToKeys(app);
  listenToSummary(app);
  listenToOverview(app);
  app.router.go();
  await painted();
  performance.mark('table');
  app.populations.browsing(); // who can browse what, counted for everybody: half of the work, and not needed at first
  app.isReady = true;
  for (const list of Object.values(app.router.lists)) list.table.paint(true);
  window.graphAudit = questions(app);
  performance.mark('ready');
  document.documentElement.dataset.ready = '';
  app.prepare();
}

// Safari has no requestIdleCallback.
function whenIdle(work) {
  if (window.requestIdleCallback) requestIdleCallback(work);
  else setTimeout(work, 20);
}

// A turn for the browser to show what is there; a hidden page is not painted.
function painted() {
  return new Promise((resolve) => {
    setTimeout(resolve, 100);
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

start().catch((error) => {
  const failure = document.getElementById('failure');
  failure.hidden = false;
  failure.textContent = `The data of this page cannot be shown (${error.message}). A current browser is needed; the Summary below is complete.`;
  throw error;
});
