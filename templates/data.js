// The page's data (docs/report-data.md): unpacked once, then asked through one model.

const settings = JSON.parse(document.getElementById('page-settings').textContent);

async function unpack(elementId) {
  const text = atob(document.getElementById(elementId).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

function sums(deltas) {
  let known = 0;
  return deltas.map((delta) => {
    if (delta === null) return null;
    known += delta;
    return known;
  });
}

function decodeColumn([encoding, first, indexes]) {
  if (encoding === 'number') return sums(first);
  if (encoding === 'choice') return indexes.map((index) => (index < 0 ? null : first[index]));
  return first;
}

// Edges of one kind, findable from both ends: those of a node stand between start[node] and start[node + 1].
class Edges {
  constructor(size, table) {
    const count = table ? table.to.length : 0;
    this.start = new Int32Array(size + 1);
    this.source = new Int32Array(count);
    this.target = new Int32Array(count);
    this.reverseStart = new Int32Array(size + 1);
    this.reverse = new Int32Array(count);
    if (!table) return;
    const attributes = table.as;
    this.attributes = typeof attributes === 'number' ? null : Int32Array.from(attributes);
    this.sameAttributes = attributes;
    this.lastActive = table.last_active ? sums(table.last_active) : null;
    let edge = 0;
    let source = 0;
    table.from.forEach((delta, row) => {
      source += delta;
      let target = 0;
      for (let n = table.count[row]; n > 0; n -= 1, edge += 1) {
        target += table.to[edge];
        this.source[edge] = source;
        this.target[edge] = target;
      }
      this.start[source + 1] = table.count[row];
    });
    for (let node = 0; node < size; node += 1) this.start[node + 1] += this.start[node];
    for (let i = 0; i < count; i += 1) this.reverseStart[this.target[i] + 1] += 1;
    for (let node = 0; node < size; node += 1) this.reverseStart[node + 1] += this.reverseStart[node];
    const next = this.reverseStart.slice();
    for (let i = 0; i < count; i += 1) {
      this.reverse[next[this.target[i]]] = i;
      next[this.target[i]] += 1;
    }
  }

  from(node) {
    return range(this.start[node], this.start[node + 1]);
  }

  to(node) {
    return Array.from(this.reverse.subarray(this.reverseStart[node], this.reverseStart[node + 1]));
  }

  targets(node) {
    return Array.from(this.target.subarray(this.start[node], this.start[node + 1]));
  }

  sources(node) {
    return this.to(node).map((edge) => this.source[edge]);
  }

  outDegree(node) {
    return this.start[node + 1] - this.start[node];
  }

  inDegree(node) {
    return this.reverseStart[node + 1] - this.reverseStart[node];
  }

  between(source, target) {
    return this.from(source).filter((edge) => this.target[edge] === target);
  }
}

function range(first, end) {
  const numbers = [];
  for (let n = first; n < end; n += 1) numbers.push(n);
  return numbers;
}

class Model {
  constructor(tables, edges) {
    this.tables = tables;
    this.permissions = tables.permissions;
    this.permissionNumber = new Map(tables.permissions.map(([key], number) => [key, number]));
    this.permissionSets = edges.permission_sets.map((numbers) => new Set(numbers));
    this.edgeAttributes = edges.attributes;
    this.kindRanges = new Map(tables.kinds.map(([kind, first, count]) => [kind, { first, count }]));
    this.size = tables.kinds.reduce((total, [, , count]) => total + count, 0);
    this.columns = new Map();
    this.indexes = new Map();
    this.edges = {};
    for (const kind of Object.keys(settings.edges)) this.edges[kind] = new Edges(this.size, edges.kinds[kind]);
    this.findings = {};
    for (const [name, column] of Object.entries(tables.findings)) this.findings[name] = decodeColumn(column);
    this.steps = Object.fromEntries(Object.entries(tables.steps).map(([name, column]) => [name, decodeColumn(column)]));
    this.checks = tables.checks;
  }

  kind(node) {
    for (const [kind, { first, count }] of this.kindRanges) if (node < first + count) return kind;
    return '';
  }

  of(kind) {
    const { first, count } = this.kindRanges.get(kind) || { first: 0, count: 0 };
    return range(first, first + count);
  }

  column(kind, name) {
    const key = `${kind} ${name}`;
    if (!this.columns.has(key)) {
      const encoded = (this.tables.nodes[kind] || {})[name];
      this.columns.set(key, encoded ? decodeColumn(encoded) : null);
    }
    return this.columns.get(key);
  }

  get(node, name) {
    const kind = this.kind(node);
    const column = this.column(kind, name);
    return column ? column[node - this.kindRanges.get(kind).first] : null;
  }

  cloudId(node) {
    const kind = this.kind(node);
    if (kind === 'tenant') return this.get(node, 'id');
    const index = this.get(node, 'cloud_id');
    return index === null ? '' : this.tables.cloud_ids[index];
  }

  innerId(node) {
    const id = this.get(node, 'id');
    const cloudId = this.kind(node) === 'tenant' ? '' : this.cloudId(node);
    if (!cloudId) return id;
    return id ? `${cloudId}:${id}` : cloudId;
  }

  id(node) {
    const kind = this.kind(node);
    const inner = this.innerId(node);
    return inner ? `${kind}:${inner}` : kind;
  }

  // The number of the node with this id, or undefined.
  find(id) {
    const kind = id.split(':', 1)[0];
    if (!this.indexes.has(kind)) this.indexes.set(kind, new Map(this.of(kind).map((node) => [this.id(node), node])));
    return this.indexes.get(kind).get(id);
  }

  name(node) {
    return this.get(node, 'name') || this.get(node, 'id') || settings.kinds[this.kind(node)][0];
  }

  attributes(kind, edge) {
    const edges = this.edges[kind];
    return this.edgeAttributes[edges.attributes ? edges.attributes[edge] : edges.sameAttributes];
  }

  // Numbers of the permissions that an edge carries.
  permissionsOf(kind, edge) {
    const set = this.attributes(kind, edge).permissions;
    return set === undefined ? new Set() : this.permissionSets[set];
  }

  tenant(node) {
    return this.find(`tenant:${this.cloudId(node)}`);
  }

  permissionName(number) {
    return this.permissions[number][1];
  }
}
