// The page's data (docs/report-data.md): unpacked once, then asked through one model.

const settings = JSON.parse(document.getElementById('page-settings').textContent);

async function unpack(elementId) {
  const text = document.getElementById(elementId).textContent;
  const stream = new Blob([decodeBase64(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const buffer = await new Response(stream).arrayBuffer();
  const end = 4 + new DataView(buffer).getUint32(0);
  const content = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, end - 4)));
  return { content, bytes: new Uint8Array(buffer, end) };
}

function decodeBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const decoded = atob(text);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < decoded.length; i += 1) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}

// The numbers at a place among the bytes: 0 stands for one that is not known, which becomes `unknown`.
function numbersAt(bytes, place, unknown = 0) {
  if (Array.isArray(place)) return place;
  const { at, count, width } = place;
  const numbers = unknown === null ? new Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    let code = 0;
    for (let plane = width - 1; plane >= 0; plane -= 1) code = code * 256 + bytes[at + plane * count + i];
    if (code === 0) numbers[i] = unknown;
    else numbers[i] = code % 2 === 1 ? (code - 1) / 2 : -code / 2;
  }
  return numbers;
}

function sums(deltas) {
  let known = 0;
  return deltas.map((delta) => {
    if (delta === null) return null;
    known += delta;
    return known;
  });
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

// Ids: each `{n}` of a pattern stands for n bytes in hexadecimal digits.
function identifiers(bytes, patterns, indexes, place) {
  const parts = patterns.map((pattern) =>
    pattern.split(/\{(\d+)\}/).map((part, index) => (index % 2 === 1 ? Number(part) : part)),
  );
  let next = place.at;
  return Array.from(numbersAt(bytes, indexes), (index) => {
    let id = '';
    for (const part of parts[index]) {
      if (typeof part === 'string') id += part;
      else for (let n = 0; n < part; n += 1, next += 1) id += HEX[bytes[next]];
    }
    return id;
  });
}

function decodeColumn(bytes, [encoding, first, indexes, place]) {
  if (encoding === 'number') return sums(numbersAt(bytes, first, null));
  if (encoding === 'choice') return Array.from(numbersAt(bytes, indexes, -1), (index) => (index < 0 ? null : first[index]));
  if (encoding === 'hex') return identifiers(bytes, first, indexes, place);
  return first;
}

// Edges of one kind, findable from both ends: those of a node stand between start[node] and start[node + 1].
class Edges {
  constructor(size, table, bytes) {
    const to = table ? numbersAt(bytes, table.to) : [];
    const count = to.length;
    this.start = new Int32Array(size + 1);
    this.source = new Int32Array(count);
    this.target = new Int32Array(count);
    this.size = size;
    if (!table) return;
    this.attributes = typeof table.as === 'number' ? null : numbersAt(bytes, table.as);
    this.sameAttributes = table.as;
    this.lastActive = table.last_active ? sums(numbersAt(bytes, table.last_active, null)) : null;
    const from = numbersAt(bytes, table.from);
    const counts = numbersAt(bytes, table.count);
    let edge = 0;
    let source = 0;
    for (let row = 0; row < from.length; row += 1) {
      source += from[row];
      let target = 0;
      for (let n = counts[row]; n > 0; n -= 1, edge += 1) {
        target += to[edge];
        this.source[edge] = source;
        this.target[edge] = target;
      }
      this.start[source + 1] = counts[row];
    }
    for (let node = 0; node < size; node += 1) this.start[node + 1] += this.start[node];
  }

  // Edges in the order of their targets, worked out when they are first asked for: start and edge numbers.
  get backwards() {
    if (this.known === undefined) {
      const { size, target } = this;
      const start = new Int32Array(size + 1);
      const edges = new Int32Array(target.length);
      for (let i = 0; i < target.length; i += 1) start[target[i] + 1] += 1;
      for (let node = 0; node < size; node += 1) start[node + 1] += start[node];
      const next = start.slice();
      for (let i = 0; i < target.length; i += 1) {
        edges[next[target[i]]] = i;
        next[target[i]] += 1;
      }
      this.known = { start, edges };
    }
    return this.known;
  }

  from(node) {
    return range(this.start[node], this.start[node + 1]);
  }

  to(node) {
    const { start, edges } = this.backwards;
    return Array.from(edges.subarray(start[node], start[node + 1]));
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
    const { start } = this.backwards;
    return start[node + 1] - start[node];
  }

  between(source, target) {
    return this.from(source).filter((edge) => this.target[edge] === target);
  }
}

// The edges of each kind, read when they are first asked for: the first list needs few of them.
function lazyEdges(size, tables, bytes) {
  const edges = {};
  for (const kind of Object.keys(settings.edges)) {
    Object.defineProperty(edges, kind, {
      configurable: true,
      enumerable: true,
      get() {
        const value = new Edges(size, tables[kind], bytes);
        Object.defineProperty(edges, kind, { value, enumerable: true });
        return value;
      },
    });
  }
  return edges;
}

function range(first, end) {
  const numbers = [];
  for (let n = first; n < end; n += 1) numbers.push(n);
  return numbers;
}

class Model {
  constructor({ content: tables, bytes }, { content: edges, bytes: edgeBytes }) {
    this.tables = tables;
    this.bytes = bytes;
    this.permissions = tables.permissions;
    this.permissionNumber = new Map(tables.permissions.map(([key], number) => [key, number]));
    this.permissionSets = edges.permission_sets.map((numbers) => new Set(numbers));
    this.edgeAttributes = edges.attributes;
    this.kindRanges = new Map(tables.kinds.map(([kind, first, count]) => [kind, { kind, first, count, columns: {} }]));
    this.size = tables.kinds.reduce((total, [, , count]) => total + count, 0);
    this.ranges = [...this.kindRanges.values()];
    this.rangeOf = new Uint8Array(this.size);
    this.ranges.forEach(({ first, count }, index) => this.rangeOf.fill(index, first, first + count));
    this.indexes = new Map();
    this.tenants = new Map();
    this.edges = lazyEdges(this.size, edges.kinds, edgeBytes);
    this.findings = {};
    for (const [name, column] of Object.entries(tables.findings)) this.findings[name] = decodeColumn(bytes, column);
    this.steps = Object.fromEntries(
      Object.entries(tables.steps).map(([name, column]) => [name, decodeColumn(bytes, column)]),
    );
    this.checks = tables.checks;
  }

  kind(node) {
    const range = this.ranges[this.rangeOf[node]];
    return range ? range.kind : '';
  }

  of(kind) {
    const { first, count } = this.kindRanges.get(kind) || { first: 0, count: 0 };
    return range(first, first + count);
  }

  // The values of a column of a kind, decoded when they are first asked for; null where there is no such column.
  column({ kind, columns }, name) {
    if (columns[name] === undefined) {
      const encoded = (this.tables.nodes[kind] || {})[name];
      columns[name] = encoded ? decodeColumn(this.bytes, encoded) : null;
    }
    return columns[name];
  }

  get(node, name) {
    const range = this.ranges[this.rangeOf[node]];
    const column = range === undefined ? null : this.column(range, name);
    return column === null ? null : column[node - range.first];
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

  // The number of the node with this id, or undefined: nodes are in the order of their ids, as Python sorts them. An id
  // that is not found may stand where JavaScript sorts otherwise: then it is looked up.
  find(id) {
    const kind = id.split(':', 1)[0];
    let { first: low, count: high } = this.kindRanges.get(kind) || { first: 0, count: 0 };
    high += low;
    while (low < high) {
      const middle = (low + high) >> 1;
      const known = this.id(middle);
      if (known === id) return middle;
      if (known < id) low = middle + 1;
      else high = middle;
    }
    return this.lookUp(kind, id);
  }

  lookUp(kind, id) {
    if (!this.indexes.has(kind)) {
      const index = new Map();
      const range = this.kindRanges.get(kind);
      const whole = range && !(this.tables.nodes[kind] || {}).cloud_id ? this.column(range, 'id') : null;
      if (whole !== null) whole.forEach((inner, row) => index.set(inner, range.first + row));
      else for (const node of this.of(kind)) index.set(this.innerId(node), node);
      this.indexes.set(kind, index);
    }
    return this.indexes.get(kind).get(id === kind ? '' : id.slice(kind.length + 1));
  }

  // A kind's nodes in the order of their names: rows by rank, and ranks by row.
  ranked(range) {
    if (range.order === undefined) {
      const keys = this.of(range.kind).map((node) => fold(this.name(node)));
      range.order = Int32Array.from(keys.keys()).sort((a, b) => compare(keys[a], keys[b]) || a - b);
      range.ranks = new Int32Array(range.count);
      range.order.forEach((row, rank) => {
        range.ranks[row] = rank;
      });
    }
    return range;
  }

  // The place of a node among those of its kind, by name.
  rank(node) {
    const range = this.ranges[this.rangeOf[node]];
    return this.ranked(range).ranks[node - range.first];
  }

  // Nodes of one kind, by name.
  sorted(nodes) {
    if (nodes.length < 2) return [...nodes];
    const { first, count, order, ranks } = this.ranked(this.ranges[this.rangeOf[nodes[0]]]);
    const marks = new Uint8Array(count);
    for (const node of nodes) marks[ranks[node - first]] = 1;
    const found = [];
    for (let rank = 0; rank < count; rank += 1) if (marks[rank] === 1) found.push(first + order[rank]);
    return found;
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
    const cloudId = this.cloudId(node);
    if (!this.tenants.has(cloudId)) this.tenants.set(cloudId, this.find(`tenant:${cloudId}`));
    return this.tenants.get(cloudId);
  }

  permissionName(number) {
    return this.permissions[number][1];
  }
}
