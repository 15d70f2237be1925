// Nodes in words: names, states, addresses.

function entityName(model, node) {
  const key = model.kind(node) === 'project' ? model.get(node, 'key') : null;
  return key ? `${key} ${model.name(node)}` : model.name(node);
}

function encoded(text) {
  return encodeURIComponent(String(text).toWellFormed());
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tenantName(model, node) {
  const tenant = model.tenant(node);
  return tenant === undefined ? model.cloudId(node) : model.name(tenant);
}

// What tells a node from others of its name: see graph_audit.graph.naming.home_of.
function homeOf(model, node) {
  const kind = model.kind(node);
  if (kind === 'user') return model.get(node, 'email') || '';
  return kind === 'group' ? directoriesOf(model, node).join(', ') : tenantName(model, node) || '';
}

// Where a group belongs, in brackets, if it is not the only one of its name.
function groupHome(model, group) {
  if (!model.groupsCalled) {
    model.groupsCalled = new Map();
    for (const name of model.of('group').map((node) => asCompared(model.name(node))))
      model.groupsCalled.set(name, (model.groupsCalled.get(name) || 0) + 1);
  }
  const isOnlyOne = model.groupsCalled.get(asCompared(model.name(group))) === 1;
  return isOnlyOne ? '' : ` (${homeOf(model, group) || model.innerId(group)})`;
}

function groupName(model, group) {
  return `${model.name(group)}${groupHome(model, group)}`;
}

const TAB_OF_KIND = { user: 'users', group: 'groups', scheme: 'schemes' };

function entityLink(model, node) {
  const kind = model.kind(node);
  if (kind === 'role') return entityLink(model, model.get(node, 'project') ?? projectOfRole(model, node));
  if (kind === 'project')
    return `#/projects/${encoded(tenantName(model, node))}/${encoded(model.get(node, 'key') || model.id(node))}`;
  const tab = TAB_OF_KIND[kind];
  return tab ? `#/${tab}/${encoded(model.innerId(node))}` : '';
}

function projectOfRole(model, role) {
  return model.edges.part_of.targets(role)[0] ?? model.edges.grants.targets(role)[0];
}

function findProject(model, tenant, key) {
  if (!model.projectsByKey) {
    model.projectsByKey = new Map();
    for (const project of model.of('project')) {
      for (const name of new Set([model.get(project, 'key'), model.id(project)])) {
        if (!model.projectsByKey.has(name)) model.projectsByKey.set(name, []);
        model.projectsByKey.get(name).push(project);
      }
    }
  }
  return (model.projectsByKey.get(key) || []).find(
    (project) => tenantName(model, project) === tenant || model.cloudId(project) === tenant,
  );
}

// The place of each project, from the first one on, in the order of their keys and names; worked out once.
function projectPlaces(model) {
  if (!model.projectPlaces) {
    const keys = model.of('project').map((project) => fold(entityName(model, project)));
    const order = Int32Array.from(keys.keys()).sort((a, b) => compare(keys[a], keys[b]) || a - b);
    model.projectPlaces = new Int32Array(keys.length);
    order.forEach((row, place) => {
      model.projectPlaces[row] = place;
    });
  }
  return model.projectPlaces;
}

// Things that belong to projects, in the order of the projects' keys and names.
function sortedByProject(model, things) {
  const places = projectPlaces(model);
  const first = model.of('project')[0];
  return things.sort((a, b) => places[a.project - first] - places[b.project - first]);
}

function entityAnchor(model, node) {
  const address = entityLink(model, node);
  const name = model.kind(node) === 'group' ? groupName(model, node) : entityName(model, node);
  return address ? element('a', { href: address }, name) : element('span', {}, name);
}

function yesNo(value) {
  if (value === true || value === 'yes') return 'yes';
  return value === false || value === 'no' ? 'no' : 'not known';
}

const ACCOUNT_TYPES = { atlassian: 'person', app: 'app', customer: 'portal customer', unknown: 'type not known' };

function accountType(model, user) {
  const type = ACCOUNT_TYPES[model.get(user, 'account_type')] || ACCOUNT_TYPES.unknown;
  return type === 'app' && model.get(user, 'app_type') === 'service' ? 'service account' : type;
}

function stateOf(model, user) {
  const state = model.get(user, 'state');
  return state === 'unknown' ? 'not known' : state;
}

function isInactive(model, user) {
  return ['deactivated', 'closed', 'suspended'].includes(model.get(user, 'state'));
}

// Links to Atlassian's own administration, where the address follows from what is known.
function adminLink(model, node) {
  const organisation = model.of('org')[0];
  const kind = model.kind(node);
  const tenantUrl = kind === 'project' ? model.get(model.tenant(node), 'url') : null;
  let address = null;
  if (tenantUrl && model.get(node, 'key')) address = `${tenantUrl}/browse/${encoded(model.get(node, 'key'))}`;
  if (organisation !== undefined && kind === 'user')
    address = `https://admin.atlassian.com/o/${encoded(model.innerId(organisation))}/users/${encoded(model.innerId(node))}`;
  if (!address || !address.startsWith('https:')) return '';
  return element(
    'a',
    { href: address, rel: 'noopener noreferrer', target: '_blank', class: 'outside' },
    kind === 'project' ? 'Open in Jira ↗' : 'Open in Atlassian ↗',
  );
}

const STYLES = { classic: 'company-managed', 'next-gen': 'team-managed' };
const TYPES = {
  software: 'software',
  service_desk: 'service',
  business: 'business',
  product_discovery: 'product discovery',
};

function projectStyle(model, project) {
  const style = STYLES[model.get(project, 'style')] || 'style not known';
  const type = model.get(project, 'type');
  return type ? `${style}, ${TYPES[type] || type.replaceAll('_', ' ')}` : style;
}

function schemeOf(model, project) {
  return model.edges.governs.sources(project)[0] ?? model.get(project, 'scheme');
}

// Findings about each node, built once.
function findingsOf(model, node) {
  if (!model.findingsBySubject) {
    model.findingsBySubject = new Map();
    model.findings.subject.forEach((subject, index) => {
      if (!model.findingsBySubject.has(subject)) model.findingsBySubject.set(subject, []);
      model.findingsBySubject.get(subject).push(index);
    });
  }
  return model.findingsBySubject.get(node) || [];
}

// Those of them that nobody has waived.
function openFindings(model, node) {
  return findingsOf(model, node).filter((index) => model.findings.status[index] !== 'waived');
}

function findingAddress(model, index) {
  return `#/finding/${encoded(model.findings.fingerprint[index])}`;
}

// Projects that a group, user or role holds a role or a grant on by an edge of its own.
function projectsHeld(model, node) {
  const roles = model.edges.actor_in.targets(node).map((role) => projectOfRole(model, role));
  const schemes = model.edges.holds.targets(node).flatMap((scheme) => model.edges.governs.targets(scheme));
  return new Set([...roles, ...schemes, ...model.edges.leads.targets(node)].filter((project) => project !== undefined));
}

function permissionList(model, numbers) {
  return [...numbers].map((number) => model.permissionName(number)).sort();
}

// One path in words, innermost first: member of "devs" → role Developers in PAY → Default scheme.
function pathInWords(model, path) {
  if (path.length === 0) return 'by itself';
  const words = [];
  if (path[0].kind === 'grants')
    words.push(`role ${model.name(path[0].from)} in ${projectKey(model, projectOfRole(model, path[0].from))}`);
  for (const { kind, to, from } of path) {
    if (kind === 'member_of') words.push(`member of “${model.name(to)}”${groupHome(model, to)}`);
    else if (kind === 'actor_in')
      words.push(`role ${model.name(to)} in ${projectKey(model, projectOfRole(model, to))}`);
    else if (kind === 'gives_access')
      words.push(model.kind(to) === 'app_role' ? `product access ${model.name(to)}` : 'anyone with product access');
    else if (kind === 'holds') words.push(`${model.kind(from) === 'anyone' ? 'anyone, ' : ''}${model.name(to)}`);
    else if (kind === 'leads') words.push(`lead of ${projectKey(model, to)}`);
    else if (kind === 'administers') words.push(model.name(to));
    else if (kind === 'owns') words.push(`owner of ${model.name(to)}`);
    else if (kind === 'sees') words.push(`may see ${model.name(to)}`);
    else if (kind === 'default_actor_in') words.push(`put into the role ${model.name(to)} of each new project`);
    else if (kind === 'uses_product') words.push(`has a product of ${model.name(to)}`);
  }
  return words.join(' → ');
}

function projectKey(model, project) {
  return project === undefined ? 'a project' : model.get(project, 'key') || model.name(project);
}
