// What somebody could give themselves, by the rules of graph_audit.access.attainable; a browser test compares the two.

// Whether a user passes the gates of a permission on a project for certain.
function passesGates(model, user, permission, project) {
  return (
    isActive(model, user, model.tenant(project)) === true && gateOf(model, user, permission, project).passed === true
  );
}

function rolesGranting(model, permission, project) {
  const granting = model.edges.grants.to(project).filter((edge) => model.permissionsOf('grants', edge).has(permission));
  return [...new Set(granting.map((edge) => model.edges.grants.source[edge]))].sort((a, b) => a - b);
}

// The tenant of a project and its organisation.
function administeredWith(model, project) {
  const tenant = model.tenant(project);
  return tenant === undefined ? [] : [tenant, ...model.edges.part_of.targets(tenant)].sort((a, b) => a - b);
}

// Every path from a user to the administration of a project's tenant or organisation.
function administrationPaths(model, user, project) {
  const wanted = new Set(administeredWith(model, project));
  return adminPaths(model, user).flatMap((path) => {
    const role = path.at(-1).to;
    if (model.get(role, 'limited')) return []; // of which product or site is not known
    return model.edges.administers
      .from(role)
      .map((edge) => ({ from: role, kind: 'administers', to: model.edges.administers.target[edge], edge }))
      .filter((step) => wanted.has(step.to))
      .map((step) => [...path, step]);
  });
}

// Paths from a user or group to the admin roles that it reaches.
function adminPaths(model, node) {
  const own = model.edges.administers
    .from(node)
    .map((edge) => [{ from: node, kind: 'administers', to: model.edges.administers.target[edge], edge }]);
  const byGroup = model.edges.member_of.from(node).flatMap((edge) => {
    const group = model.edges.member_of.target[edge];
    return adminPaths(model, group).map((path) => [{ from: node, kind: 'member_of', to: group, edge }, ...path]);
  });
  return [...own, ...byGroup];
}

// Every way in which a user could give themselves a permission: a path, and the roles that they could join by it.
function attainableWays(model, user, permission, project) {
  if (isActive(model, user) === false) return [];
  const ways = administrationPaths(model, user, project).map((path) => ({ path, roles: [] }));
  const roles = rolesGranting(model, permission, project);
  if (roles.length === 0 || !passesGates(model, user, permission, project)) return ways;
  for (const key of settings.edits_roles) {
    const editing = model.permissionNumber.get(key);
    const granting = grantsOn(model, project).filter((grant) => grant.permissions.has(editing));
    const listed = granting.filter((grant) => !NOBODY_LISTED.has(model.kind(grant.holder)));
    if (grantPaths(model, user, listed).length > 0 && passesGates(model, user, editing, project))
      ways.push(...grantPaths(model, user, granting).map((path) => ({ path, roles })));
  }
  return ways;
}

// The explanation together with what is attainable: "could" where there is no access now.
function explainAll(model, user, permission, project) {
  const found = explain(model, user, permission, project);
  const ways = attainableWays(model, user, permission, project);
  return { ...found, ways, answer: found.answer === 'no' && ways.length > 0 ? 'could' : found.answer };
}

// Who could give themselves a permission on a project and is not in its audience.
function attainableBy(populations, permission, project, audience) {
  const { model, first, count } = populations;
  const able = new Uint8Array(count);
  for (const what of administeredWith(model, project)) {
    const roles = model.edges.administers.sources(what).filter((role) => !model.get(role, 'limited'));
    for (const holder of roles.flatMap((role) => model.edges.administers.sources(role)))
      for (const user of populations.behind(holder)) if (isActive(model, first + user) === true) able[user] = 1;
  }
  const gate = populations.gate(project, permission);
  for (const key of rolesGranting(model, permission, project).length > 0 ? settings.edits_roles : []) {
    const editing = model.permissionNumber.get(key);
    for (const user of editing === undefined ? [] : populations.audience(editing, project).effective)
      if (gate[user - first] === 2) able[user - first] = 1;
  }
  for (const user of audience.effective) able[user - first] = 0;
  const found = [];
  for (let user = 0; user < count; user += 1) if (able[user] === 1) found.push(first + user);
  return found;
}
