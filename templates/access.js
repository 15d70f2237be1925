// Who can do what, by the rules of graph_audit.access: pure functions of the model. A browser test compares the two.

const TOWARDS_HOLDER = ['actor_in', 'gives_access', 'member_of'];
const NOBODY_LISTED = new Set(['anyone', 'condition', 'unknown', 'portal_customers']);
const PRODUCT_ACCESS = new Set(['app_role', 'any_licensed']);

function isActive(model, user, tenant) {
  const status = model.get(user, 'account_status');
  if (status !== null && status !== 'unknown' && status !== 'active') return false;
  const inDirectory = model.edges.in_directory.from(user);
  const suspended = (edge) => model.attributes('in_directory', edge).membership_status === 'suspended';
  if (inDirectory.length > 0 && inDirectory.every(suspended)) return false;
  if (tenant !== undefined) {
    const inactive = (edge) => model.attributes('in_tenant', edge).jira_active === false;
    if (model.edges.in_tenant.between(user, tenant).some(inactive)) return false;
  }
  return status === 'active' ? true : null;
}

// Every node that access flows to from a user by memberships, role entries and product access; the user included.
function reachOf(model, user) {
  const reached = new Set([user]);
  for (const node of reached) {
    for (const kind of TOWARDS_HOLDER) for (const target of model.edges[kind].targets(node)) reached.add(target);
  }
  return reached;
}

function nodesBetween(model, holder) {
  const found = new Set([holder]);
  for (const node of found) {
    if (['group', 'user'].includes(model.kind(node))) continue; // only memberships lead to these
    for (const kind of ['actor_in', 'gives_access'])
      for (const source of model.edges[kind].sources(node)) found.add(source);
  }
  return found;
}

function pathsToHolder(model, principal, holder) {
  if (principal === holder) return [[]];
  const between = nodesBetween(model, holder);
  const forward = (node) => {
    const steps = [];
    for (const kind of TOWARDS_HOLDER) {
      for (const edge of model.edges[kind].from(node)) {
        const to = model.edges[kind].target[edge];
        if (between.has(to)) steps.push({ from: node, kind, to, edge });
      }
    }
    steps.sort((a, b) => a.to - b.to);
    return steps.flatMap((step) => (step.to === holder ? [[step]] : forward(step.to).map((rest) => [step, ...rest])));
  };
  return forward(principal);
}

// Every grant on a project: who holds it, which permissions, and the edges from the holder to the project.
function grantsOn(model, project) {
  const found = [];
  for (const kind of ['grants', 'leads']) {
    for (const edge of model.edges[kind].to(project)) {
      const holder = model.edges[kind].source[edge];
      found.push({
        holder,
        permissions: model.permissionsOf(kind, edge),
        tail: [{ from: holder, kind, to: project, edge }],
      });
    }
  }
  found.sort((a, b) => a.holder - b.holder);
  for (const last of model.edges.governs.to(project)) {
    const scheme = model.edges.governs.source[last];
    for (const edge of model.edges.holds.to(scheme)) {
      const holder = model.edges.holds.source[edge];
      const tail = [
        { from: holder, kind: 'holds', to: scheme, edge },
        { from: scheme, kind: 'governs', to: project, edge: last },
      ];
      found.push({ holder, permissions: model.permissionsOf('holds', edge), tail });
    }
  }
  return found;
}

// The application role that a permission needs on a project of its own, if any.
function specialGate(model, permission, project) {
  const key = permission === undefined ? undefined : model.permissions[permission][0];
  return key !== undefined && model.get(project, 'gated_permission') === key
    ? String(model.get(project, 'gated_by'))
    : null;
}

function gateHolder(model, cloudId, special) {
  return model.find(special === null ? `any_licensed:${cloudId}` : `app_role:${cloudId}:${special}`);
}

// What an account's type says: needs product access, is exempt from it, never has it, or cannot be told.
function gateClass(model, user) {
  const type = model.get(user, 'account_type');
  if (type === 'atlassian') return 'needs';
  if (type === 'app') return model.get(user, 'app_type') === 'service' ? 'needs' : 'exempt';
  return type === 'customer' ? 'never' : 'unknown';
}

// Whether people may stand behind a holder of whom nothing is known.
function isUnclear(model, holder) {
  const kind = model.kind(holder);
  if (kind === 'unknown' || (kind === 'group' && model.get(holder, 'id').startsWith('name:'))) return true;
  if (PRODUCT_ACCESS.has(kind) && gateIsUnknown(model, model.tenant(holder))) return true;
  if (!PRODUCT_ACCESS.has(kind) && kind !== 'role') return false;
  return ['actor_in', 'gives_access'].some((edges) =>
    model.edges[edges].sources(holder).some((source) => isUnclear(model, source)),
  );
}

function gateIsUnknown(model, tenant) {
  return tenant !== undefined && model.get(tenant, 'gate') === 'unknown';
}

// Whether an account of that class has product access: true, false, or null when it cannot be told.
function productAccess(needs, isLicensed, isGateUnclear) {
  if (needs === 'exempt' || (needs === 'needs' && isLicensed)) return true;
  if (needs === 'unknown') return null;
  return needs === 'needs' && isGateUnclear ? null : false;
}

function isGateUnclear(model, holder, tenant) {
  return holder === undefined ? gateIsUnknown(model, tenant) : isUnclear(model, holder);
}

function gateOf(model, user, permission, project) {
  return gateBy(model, user, specialGate(model, permission, project), project);
}

// Whether a user passes the gate that one permission has for itself on a project, whether or not it is granted.
function specialProductAccess(model, user, project) {
  return gateBy(model, user, String(model.get(project, 'gated_by')), project).passed;
}

function gateBy(model, user, special, project) {
  const holder = gateHolder(model, model.cloudId(project), special);
  const isLicensed = holder !== undefined && reachOf(model, user).has(holder);
  const needs = gateClass(model, user);
  const passed = productAccess(needs, isLicensed, isGateUnclear(model, holder, model.tenant(project)));
  if (holder === undefined || needs === 'exempt') return { paths: [], passed };
  const paths = pathsToHolder(model, user, holder);
  return { paths: special === null ? paths.map((path) => path.slice(0, -1)) : paths, passed };
}

function grantPaths(model, user, granting) {
  const reached = reachOf(model, user);
  return granting.flatMap(({ holder, tail }) => {
    const kind = model.kind(holder);
    if (kind === 'anyone') return [tail];
    if (NOBODY_LISTED.has(kind) || !reached.has(holder)) return [];
    return pathsToHolder(model, user, holder).map((head) => [...head, ...tail]);
  });
}

const GATE_REASONS = new Map([
  [true, 'Whether the account is active is not known.'],
  [null, 'Whether the account has product access is not known.'],
  [false, 'The account has no product access to the tenant.'],
]);

// Whether a user holds a permission on a project, with every grant path and every gate path.
function explain(model, user, permission, project) {
  const granting = grantsOn(model, project).filter((grant) => grant.permissions.has(permission));
  const grants = grantPaths(model, user, granting);
  const active = isActive(model, user, model.tenant(project));
  if (active === false) return { answer: 'no', grants, gates: [], reasons: ['The account is not active.'] };
  const isPublic = granting.some((grant) => model.kind(grant.holder) === 'anyone');
  const gate = isPublic ? { paths: [], passed: true } : gateOf(model, user, permission, project);
  let [answer, reason] = grants.length > 0 ? ['yes', ''] : withoutPath(model, granting);
  if (answer !== 'no' && gate.passed === false) {
    [answer, reason] = ['no', GATE_REASONS.get(false)];
  } else if (['yes', 'may'].includes(answer) && !(gate.passed && active)) {
    [answer, reason] = ['unknown', GATE_REASONS.get(gate.passed)];
  }
  return { answer, grants, gates: gate.paths, reasons: reason ? [reason] : [] };
}

// The answer, and its reason, when no path leads from the user to a grant.
function withoutPath(model, granting) {
  if (granting.some((grant) => isUnclear(model, grant.holder)))
    return ['unknown', 'It is not known who stands behind a holder of the grant.'];
  if (granting.some((grant) => model.kind(grant.holder) === 'condition'))
    return ['may', 'It depends on the work item.'];
  return ['no', 'No grant matches.'];
}

// Sets of users as marks: fast enough to ask about every project.
class Populations {
  constructor(model) {
    this.model = model;
    const { first, count } = model.kindRanges.get('user') || { first: 0, count: 0 };
    this.first = first;
    this.count = count;
    this.known = new Map();
    this.gates = new Map();
    this.marks = new Uint8Array(this.count); // all 0 between calls
  }

  // Every user from whom access flows to a holder, as numbers from 0; kept but for roles, of which there are many.
  behind(holder) {
    const known = this.known.get(holder);
    if (known !== undefined) return known;
    const { users, inner } = this.sources(holder);
    const numbers = inner.length === 0 ? users : this.united([users, ...inner.map((source) => this.behind(source))]);
    if (this.model.kind(holder) !== 'role') this.known.set(holder, numbers);
    return numbers;
  }

  united(sets) {
    const found = [];
    for (const set of sets) {
      for (const user of set) {
        if (this.marks[user] === 0) found.push(user);
        this.marks[user] = 1;
      }
    }
    for (const user of found) this.marks[user] = 0;
    return Int32Array.from(found);
  }

  // The users, and the other nodes, from which an edge leads to a holder; a user stands behind itself.
  sources(holder) {
    const { first, count } = this;
    if (this.isUser(holder)) return { users: Int32Array.of(holder - first), inner: [] };
    const towards = TOWARDS_HOLDER.map((kind) => this.model.edges[kind]).filter((edges) => edges.inDegree(holder) > 0);
    const users = new Int32Array(towards.reduce((total, edges) => total + edges.inDegree(holder), 0));
    const inner = [];
    let found = 0;
    for (const { source, backwards } of towards) {
      const { start, edges } = backwards;
      for (let i = start[holder], end = start[holder + 1]; i < end; i += 1) {
        const user = source[edges[i]] - first;
        if (user >= 0 && user < count) {
          users[found] = user;
          found += 1;
        } else inner.push(user + first);
      }
    }
    return { users: users.subarray(0, found), inner };
  }

  isUser(node) {
    return node >= this.first && node < this.first + this.count;
  }

  // Per user 2: active with product access, 1: cannot be told, 0: no.
  gate(project, permission) {
    const special = specialGate(this.model, permission, project);
    const key = `${this.model.cloudId(project)} ${special === null ? '' : `:${special}`}`;
    if (!this.gates.has(key)) this.gates.set(key, this.computeGate(project, special));
    return this.gates.get(key);
  }

  computeGate(project, special) {
    const { model } = this;
    const tenant = model.tenant(project);
    const holder = gateHolder(model, model.cloudId(project), special);
    const unclear = isGateUnclear(model, holder, tenant);
    const licensed = new Uint8Array(this.count);
    if (holder !== undefined) for (const user of this.behind(holder)) licensed[user] = 1;
    const { active, needs } = this.standing();
    const inactive = this.inactiveOn(tenant);
    const states = new Uint8Array(this.count);
    for (let user = 0; user < this.count; user += 1) {
      if (active[user] === false || inactive[user] === 1) continue;
      const product = productAccess(needs[user], licensed[user] === 1, unclear);
      if (active[user] && product) states[user] = 2;
      else if (product !== false) states[user] = 1;
    }
    return states;
  }

  // Of every user whether the account is active as such, and what its type says of product access.
  standing() {
    if (!this.stands) {
      const { model } = this;
      const users = model.of('user');
      this.stands = {
        active: users.map((user) => isActive(model, user, undefined)),
        needs: users.map((user) => gateClass(model, user)),
      };
    }
    return this.stands;
  }

  // Users whom Jira calls inactive on a tenant, as marks.
  inactiveOn(tenant) {
    const marks = new Uint8Array(this.count);
    const { source } = this.model.edges.in_tenant;
    for (const edge of tenant === undefined ? [] : this.model.edges.in_tenant.to(tenant)) {
      if (this.isUser(source[edge]) && this.model.attributes('in_tenant', edge).jira_active === false)
        marks[source[edge] - this.first] = 1;
    }
    return marks;
  }

  // Who holds a permission on a project: effective and unknown users, and the holders that are nobody in particular.
  audience(permission, project) {
    const { model } = this;
    const gate = this.gate(project, permission);
    const holders = grantsOn(model, project)
      .filter((grant) => grant.permissions.has(permission))
      .map((grant) => grant.holder);
    const sets = holders.filter((holder) => !NOBODY_LISTED.has(model.kind(holder))).map((holder) => this.behind(holder));
    const conditions = holders.filter((holder) => model.kind(holder) === 'condition');
    const unclear = holders.filter((holder) => isUnclear(model, holder));
    const result = {
      effective: [],
      unknown: [],
      isPublic: holders.some((holder) => model.kind(holder) === 'anyone'),
      conditions,
      unclear,
    };
    const matching = sets.reduce((total, set) => total + set.length, 0);
    if (conditions.length === 0 && unclear.length === 0 && matching < this.count / 8) {
      for (const user of this.united(sets).sort()) {
        if (gate[user] === 2) result.effective.push(this.first + user);
        else if (gate[user] === 1) result.unknown.push(this.first + user);
      }
      return result;
    }
    const behind = new Uint8Array(this.count);
    for (const set of sets) for (let i = 0; i < set.length; i += 1) behind[set[i]] = 1;
    for (let user = 0; user < this.count; user += 1) {
      const mayMatch = behind[user] === 1 || conditions.length > 0 || unclear.length > 0;
      if (behind[user] === 1 && gate[user] === 2) result.effective.push(this.first + user);
      else if ((mayMatch && gate[user] === 1) || (unclear.length > 0 && gate[user] === 2))
        result.unknown.push(this.first + user);
    }
    return result;
  }

  // How many users can browse each project, and how many projects each user can browse by a grant of their own.
  browsing() {
    if (!this.counts) this.counts = this.countBrowsing(this.model.permissionNumber.get('BROWSE_PROJECTS'));
    return this.counts;
  }

  countBrowsing(browse) {
    const perUser = new Int32Array(this.count);
    const perProject = new Map();
    const open = new Map(); // mask of everybody with product access -> number of projects that are open to them
    const stamp = new Int32Array(this.count).fill(-1);
    for (const project of browse === undefined ? [] : this.model.of('project')) {
      const holders = this.listedHolders(project, browse);
      const gate = this.gate(project, browse);
      const everybody = this.model.find(`any_licensed:${this.model.cloudId(project)}`);
      const mask = everybody !== undefined && holders.includes(everybody) ? this.licensed(everybody, gate) : null;
      let amount = mask === null ? 0 : mask.amount;
      if (mask !== null) open.set(mask, (open.get(mask) || 0) + 1);
      const sets = mask === null ? holders.flatMap((holder) => this.parts(holder)) : [this.exemptBehind(holders, mask)];
      for (const users of sets) {
        for (let i = 0; i < users.length; i += 1) {
          const user = users[i];
          if (stamp[user] !== project && gate[user] === 2) {
            perUser[user] += 1;
            amount += 1;
          }
          stamp[user] = project;
        }
      }
      perProject.set(project, amount);
    }
    for (const [mask, projects] of open)
      for (let user = 0; user < this.count; user += 1) perUser[user] += projects * mask.marks[user];
    return { perUser, perProject };
  }

  // Who holds a permission on a project; holders behind whom nobody is listed are left out.
  listedHolders(project, permission) {
    const { edges } = this.model;
    const found = [];
    const add = (kind, target) => {
      const { source, backwards } = edges[kind];
      for (let i = backwards.start[target]; i < backwards.start[target + 1]; i += 1) {
        const edge = backwards.edges[i];
        const holder = source[edge];
        if (this.model.permissionsOf(kind, edge).has(permission) && !NOBODY_LISTED.has(this.model.kind(holder)))
          found.push(holder);
      }
    };
    add('grants', project);
    add('leads', project);
    for (const scheme of edges.governs.sources(project)) add('holds', scheme);
    return found;
  }

  // Sets of users that together are those behind a holder.
  parts(holder) {
    if (this.model.kind(holder) !== 'role') return [this.behind(holder)];
    const { users, inner } = this.sources(holder);
    return [users, ...inner.map((actor) => this.behind(actor))];
  }

  // Users behind "anyone with product access" who pass a gate, as marks.
  licensed(everybody, gate) {
    if (!this.masks) this.masks = new Map();
    if (!this.masks.has(gate)) {
      const marks = new Uint8Array(this.count);
      for (const user of this.behind(everybody)) if (gate[user] === 2) marks[user] = 1;
      this.masks.set(gate, { marks, amount: marks.reduce((total, mark) => total + mark, 0) });
    }
    return this.masks.get(gate);
  }

  // Accounts that pass the gate without product access: "anyone with product access" does not stand for them.
  exempt() {
    if (!this.exemptUsers) {
      this.exemptUsers = range(0, this.count).filter((user) => gateClass(this.model, this.first + user) === 'exempt');
    }
    return this.exemptUsers;
  }

  exemptBehind(holders, mask) {
    return this.exempt().filter(
      (app) => mask.marks[app] === 0 && holders.some((holder) => this.reach(app).has(holder)),
    );
  }

  reach(user) {
    if (!this.reached) this.reached = new Map();
    if (!this.reached.has(user)) this.reached.set(user, reachOf(this.model, this.first + user));
    return this.reached.get(user);
  }
}
