// What must be said beside an answer, by the rules of graph_audit.access.remarks; a browser test compares the two.

function remarks(model, user, permission, project) {
  const { reads, administers } = settings;
  const key = model.permissions[permission][0];
  const found = [];
  if (model.get(project, 'archived') === true)
    found.push('The project is archived: whatever is granted, only reading by a direct link works.');
  const hidden = model.get(project, 'issue_security');
  if (key === reads && hidden)
    found.push(`An upper bound: issue security (${hidden.join(', ')}) may hide single work items.`);
  const tenant = model.tenant(project);
  const plans = (tenant === undefined ? null : model.get(tenant, 'plans')) || [];
  if (key === administers && plans.some((plan) => /^jira[^=]*=free$/i.test(plan)))
    found.push('The site is on the Free plan: there everybody may be an administrator of every project.');
  const granting = grantsOn(model, project).filter((grant) => grant.permissions.has(permission));
  if (granting.some((grant) => model.kind(grant.holder) === 'anyone'))
    found.push('Anyone on the internet has it, unless a data security policy blocks it: those cannot be read.');
  return user === null ? found : [...found, ...remarksAbout(model, user, permission, project)];
}

function remarksAbout(model, user, permission, project) {
  const reading = model.permissionNumber.get(settings.reads);
  if (permission === reading || explain(model, user, permission, project).answer === 'no') return [];
  const found = [];
  if (explain(model, user, reading, project).answer === 'no')
    found.push('Inert without Browse Projects, which the account does not have there.');
  const gated = model.get(project, 'gated_permission');
  const gate = gated ? model.permissionNumber.get(gated) : undefined;
  if (gated && permission !== gate && specialProductAccess(model, user, project) !== true)
    found.push('An upper bound: in service projects less may work without product access to Jira Service Management.');
  return found;
}
