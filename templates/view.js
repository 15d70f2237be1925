// Views that are laid out in the page, by the rules of graph_audit.report.view and .layout.

const LABEL_LIMIT = 30;
const HOME_LIMIT = 18;
const ROW = 44;
const GAP = 60;
const OVERVIEW_LIMIT = 12;
const SWEEPS = 6;

function uniqueLinks(links) {
  const byEnds = new Map();
  for (const link of links) {
    const key = `${link.source} ${link.kind} ${link.target}`;
    const known = byEnds.get(key);
    byEnds.set(key, known ? { ...known, hot: known.hot || link.hot } : link);
  }
  return [...byEnds.values()].sort((a, b) => a.source - b.source || a.target - b.target);
}

function mergeRoles(model, links) {
  const incoming = new Map();
  for (const { source, kind, target } of links) {
    if (model.kind(target) !== 'role') continue;
    if (!incoming.has(target)) incoming.set(target, new Set());
    incoming.get(target).add(`${source} ${kind}`);
  }
  const alike = new Map();
  for (const role of [...incoming.keys()].sort((a, b) => a - b)) {
    const key = JSON.stringify([model.name(role), [...incoming.get(role)].sort()]);
    if (!alike.has(key)) alike.set(key, []);
    alike.get(key).push(role);
  }
  const members = new Map();
  const first = new Map();
  for (const roles of alike.values()) {
    members.set(roles[0], roles);
    for (const role of roles) first.set(role, roles[0]);
  }
  const end = (node) => (first.has(node) ? first.get(node) : node);
  return {
    merged: uniqueLinks(links.map((link) => ({ ...link, source: end(link.source), target: end(link.target) }))),
    members,
  };
}

// Boxes and links around a subject; `limits` says how many boxes a column may have after "+n" was selected.
function buildView(model, links, subject, limit = settings.column_limit, limits = new Map()) {
  const { merged, members } = mergeRoles(model, uniqueLinks(links));
  const rank = (node) => settings.ranks[model.kind(node)];
  const nodes = new Set([subject, ...merged.flatMap(({ source, target }) => [source, target])]);
  const hot = new Set(merged.filter((link) => link.hot).flatMap(({ source, target }) => [source, target]));
  const neighbours = new Map([...nodes].map((node) => [node, []]));
  for (const { source, target } of merged) {
    neighbours.get(source).push(target);
    neighbours.get(target).push(source);
  }
  const columns = new Map();
  for (const node of nodes) {
    if (!columns.has(rank(node))) columns.set(rank(node), []);
    columns.get(rank(node)).push(node);
  }
  const home = rank(subject);
  const near = new Set();
  const shown = new Map();
  const boxes = [];
  for (const column of [...columns.keys()].sort((a, b) => Math.abs(a - home) - Math.abs(b - home) || a - b)) {
    const most = limits.get(column) || Math.min(limit, Math.floor(settings.view_limit / columns.size));
    const weight = (node) => (node === subject ? 0 : 4) + (hot.has(node) ? 0 : 2) + (near.has(node) ? 0 : 1);
    const keyed = columns.get(column).map((node) => [weight(node), fold(model.name(node)), node]);
    keyed.sort((a, b) => a[0] - b[0] || compare(a[1], b[1]) || a[2] - b[2]);
    const room = keyed.length <= most ? most : most - 1;
    for (const [, , node] of keyed.slice(0, room)) {
      boxes.push({ id: node, members: members.get(node) || [node], column });
      shown.set(node, node);
      for (const other of neighbours.get(node)) near.add(other);
    }
    const rest = keyed.slice(room).map(([, , node]) => node);
    if (rest.length > 0) {
      boxes.push({
        id: `more:${column}`,
        members: rest.flatMap((node) => members.get(node) || [node]),
        column,
        isMore: true,
      });
      for (const node of rest) shown.set(node, `more:${column}`);
    }
  }
  const drawn = new Map();
  for (const link of merged) {
    const [source, target] = [shown.get(link.source), shown.get(link.target)];
    const key = `${source} ${link.kind} ${target}`;
    if (source !== target) drawn.set(key, { ...link, source, target, hot: link.hot || (drawn.get(key) || {}).hot });
  }
  return { boxes, links: [...drawn.values()], subject };
}

const measure = { context: null };

function boxWidth(label) {
  if (!measure.context) {
    measure.context = document.createElement('canvas').getContext('2d');
    measure.context.font = `14px ${settings.options.groups.user.font.face}`;
  }
  return Math.ceil(measure.context.measureText(label).width) + 22;
}

// Places for boxes and routes for links: barycentre sweeps; a link that passes a column has a row of its own there.
function layOut(columns, links, widths) {
  const columnOf = new Map(columns.flatMap((column, index) => column.map((box) => [box, index])));
  const layers = columns.map((column) => [...column]);
  const neighbours = new Map();
  const tie = (a, b) => {
    if (!neighbours.has(a)) neighbours.set(a, new Set());
    neighbours.get(a).add(b);
  };
  const passages = new Set();
  const routes = links.map(({ source, target }) => {
    const [first, last] = [columnOf.get(source), columnOf.get(target)];
    const between = first < last ? range(first + 1, last) : range(last + 1, first).reverse();
    const route = [source, ...between.map((index) => `passage:${index}:${source}`), target];
    between.forEach((index, position) => {
      if (!passages.has(route[position + 1])) layers[index].push(route[position + 1]);
      passages.add(route[position + 1]);
    });
    for (let i = 1; i < route.length; i += 1) {
      tie(route[i - 1], route[i]);
      tie(route[i], route[i - 1]);
    }
    return route;
  });
  const rows = (layer) => new Map(layer.map((box, row) => [box, row - (layer.length - 1) / 2]));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const forward = sweep % 2 === 0;
    const order = range(1, layers.length).map((n) => (forward ? n : layers.length - 1 - n));
    for (const index of order) {
      const fixed = rows(layers[forward ? index - 1 : index + 1]);
      const own = rows(layers[index]);
      const centre = (box) => {
        const near = [...(neighbours.get(box) || [])]
          .filter((other) => fixed.has(other))
          .map((other) => fixed.get(other));
        return near.length > 0 ? near.reduce((a, b) => a + b, 0) / near.length : own.get(box);
      };
      const keyed = layers[index].map((box) => [centre(box), box]);
      keyed.sort((a, b) => a[0] - b[0]);
      layers[index] = keyed.map(([, box]) => box);
    }
  }
  const places = new Map();
  let left = 0;
  columns.forEach((column, index) => {
    const width = Math.max(0, ...column.map((box) => widths.get(box)));
    for (const [box, row] of rows(layers[index]))
      places.set(box, { x: left + Math.round(width / 2), y: Math.round(row * ROW) });
    left += width + GAP;
  });
  return { places, routes, passages };
}

const WITHOUT_A_GROUP = new Set(['actor_in', 'holds', 'leads', 'gives_access', 'administers']);

function isDirect(model, source, kind) {
  return typeof source === 'number' && model.kind(source) === 'user' && WITHOUT_A_GROUP.has(kind);
}

function shortened(text, limit) {
  const characters = [...text];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
}

function labelOf(model, box) {
  if (box.isMore) {
    const kinds = new Set(box.members.map((node) => model.kind(node)));
    const words = kinds.size === 1 ? settings.kinds[[...kinds][0]] : ['more', 'more'];
    return `${settings.looks.more.glyph} +${counted(box.members.length, ...words)}`;
  }
  const kind = model.kind(box.id);
  const name = shortened(entityName(model, box.id), LABEL_LIMIT);
  return `${settings.looks[kind].glyph} ${name}${box.members.length > 1 ? ` · ${box.members.length} projects` : ''}`;
}

// What stands in each box; those of the same name say where they belong. Roles do not: they lead to a project.
function labelsOf(model, view) {
  const labels = new Map(view.boxes.map((box) => [box.id, labelOf(model, box)]));
  const alike = new Map();
  for (const [box, label] of labels)
    if (typeof box === 'number' && model.kind(box) !== 'role')
      alike.set(asCompared(label), [...(alike.get(asCompared(label)) || []), box]);
  for (const boxes of alike.values()) {
    const homes = boxes.length > 1 ? boxes.map((box) => homeOf(model, box)) : [];
    if (new Set(homes).size < 2) continue;
    boxes.forEach((box, index) =>
      labels.set(box, [labels.get(box), shortened(homes[index], HOME_LIMIT)].filter(Boolean).join(' · ')),
    );
  }
  return labels;
}

// A view as vis-network data, like graph_audit.report.drawing makes it.
function drawView(model, view, risky = new Set()) {
  const columns = new Map();
  for (const box of view.boxes) {
    if (!columns.has(box.column)) columns.set(box.column, []);
    columns.get(box.column).push(box);
  }
  const ordered = [...columns.keys()].sort((a, b) => a - b).map((column) => columns.get(column));
  const labels = labelsOf(model, view);
  const widths = new Map([...labels].map(([box, label]) => [box, boxWidth(label)]));
  const { places, routes, passages } = layOut(
    ordered.map((column) => column.map((box) => box.id)),
    view.links,
    widths,
  );
  const nodes = view.boxes.map((box) => {
    const kind = box.isMore ? 'more' : model.kind(box.id);
    const isDashed = kind === 'user' && model.get(box.id, 'state') !== 'active';
    return {
      id: box.id,
      label: labels.get(box.id),
      shape: 'box',
      group: risky.has(box.id) ? 'risk' : kind,
      title: box.isMore ? 'Select to show more of them' : `${settings.kinds[kind][0]} ${model.name(box.id)}`,
      ...places.get(box.id),
      ...(isDashed ? { shapeProperties: { borderDashes: [4, 3] } } : {}),
    };
  });
  for (const passage of passages) nodes.push({ id: passage, label: ' ', ...settings.passage, ...places.get(passage) });
  const segments = new Map();
  const order = range(0, view.links.length).sort(
    (a, b) => Number(Boolean(view.links[a].hot)) - Number(Boolean(view.links[b].hot)),
  );
  for (const index of order) {
    const link = view.links[index];
    for (let i = 1; i < routes[index].length; i += 1) {
      const [from, to] = [routes[index][i - 1], routes[index][i]];
      segments.set(`${from} ${to}`, {
        from,
        to,
        arrows: passages.has(to) ? '' : 'to',
        title: settings.edges[link.kind] || 'could join',
        ...(link.attainable || link.kind === 'administers' ? settings.attainable_edge : {}),
        ...(isDirect(model, link.source, link.kind) ? { dashes: true } : {}),
        ...(link.hot ? settings.hot_edge : {}),
      });
    }
  }
  const edges = [...segments.values()];
  const rows = [...places.values()].map((place) => place.y);
  return { nodes, edges, height: Math.max(...rows) - Math.min(...rows) + ROW, subject: view.subject };
}
