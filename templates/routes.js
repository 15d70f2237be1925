// The address says what is shown: tabs, entities, findings, filters.

const TABS = ['summary', 'groups', 'users', 'permissions', 'projects'];
const KEYS = { s: 'summary', g: 'groups', u: 'users', p: 'permissions', j: 'projects' };

function parseAddress(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { parts: path.split('/').map(decoded), parameters: new URLSearchParams(query) };
}

class Router {
  constructor(app) {
    this.app = app;
    this.lists = {};
    for (const tab of TABS) {
      this.tabButton(tab).addEventListener('click', () => {
        location.hash = `#/${tab}`;
      });
    }
    document.querySelector('[role="tablist"]').addEventListener('keydown', (event) => this.onTabKey(event));
    addEventListener('hashchange', () => this.go());
  }

  tabButton(tab) {
    return document.getElementById(`tab-${tab}`);
  }

  panel(tab) {
    return document.getElementById(`panel-${tab}`);
  }

  onTabKey(event) {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const end = { Home: 0, End: TABS.length - 1 }[event.key];
    if (move === undefined && end === undefined) return;
    event.preventDefault();
    const next = end ?? (TABS.indexOf(this.tab) + move + TABS.length) % TABS.length;
    location.hash = `#/${TABS[next]}`;
    this.tabButton(TABS[next]).focus();
  }

  go() {
    const { parts, parameters } = parseAddress(location.hash);
    const [first, ...rest] = parts;
    const { model } = this.app;
    const id = rest.join('/');
    if (first === 'finding') this.showFinding(id);
    else if (first === 'users' || first === 'groups')
      this.showList(first, parameters, id ? model.find(`${first.slice(0, -1)}:${id}`) : undefined, id);
    else if (first === 'projects')
      this.showList(first, parameters, id ? findProject(model, rest[0], rest.slice(1).join('/')) : undefined, id);
    else if (first === 'schemes') this.showPermissions('schemes', new URLSearchParams({ scheme: id }));
    else if (first === 'permissions') this.showPermissions(rest[0], parameters);
    else this.showSummary();
  }

  select(tab) {
    this.tab = tab;
    for (const other of TABS) {
      const isSelected = other === tab;
      this.panel(other).hidden = !isSelected;
      this.tabButton(other).setAttribute('aria-selected', String(isSelected));
      this.tabButton(other).tabIndex = isSelected ? 0 : -1;
    }
  }

  pane() {
    return this.panel(this.tab).querySelector('.pane');
  }

  showPane(content) {
    const pane = this.pane();
    pane.scrollTop = 0; // before the new content, which would have to be laid out for it
    pane.hidden = content === null;
    pane.replaceChildren(...(content === null ? [] : [content]));
  }

  showSummary() {
    this.select('summary');
    this.showPane(null);
  }

  showFinding(fingerprint) {
    this.select('summary');
    const index = this.app.model.findings.fingerprint.indexOf(fingerprint);
    this.showPane(
      index < 0
        ? this.missing('This finding is not in this report: it may have been fixed, or belong to another scan.')
        : findingPane(this.app, index),
    );
  }

  showList(tab, parameters, node, id) {
    this.select(tab);
    if (!this.lists[tab]) {
      this.lists[tab] = new ListTab(this.app, tab);
      this.panel(tab).querySelector('.list').append(this.lists[tab].element);
      document.documentElement.dataset.tableReady = '';
    }
    const list = this.lists[tab];
    const keepsFilters = id && parameters.size === 0; // a link to one entity says nothing about the list beside it
    if (!keepsFilters && list.filters.toString() !== parameters.toString()) list.apply(parameters);
    if (node !== undefined) this.showPane(paneFor(this.app, node));
    else this.showPane(id ? this.missing('Nothing with this address is in this report.') : null);
  }

  showPermissions(view, parameters) {
    this.select('permissions');
    if (!this.permissions) this.permissions = permissionsTab(this.app, this.panel('permissions'));
    this.permissions.show(view, parameters);
  }

  missing(text) {
    return element(
      'div',
      { class: 'pane-head' },
      element('p', { class: 'quiet' }, text),
      button('✕', () => this.closePane(), { 'aria-label': 'Close details', class: 'close' }),
    );
  }

  closePane() {
    const list = this.lists[this.tab];
    if (this.tab === 'permissions') location.hash = '#/permissions/schemes';
    else location.hash = `#/${this.tab}${list ? list.query() : ''}`;
  }
}
