// Graph drawings: vis-network shows what was laid out before; nothing moves.

const SMALLEST_SCALE = 0.66; // smaller letters cannot be read: scroll instead
const LEAST_GAP = 32; // between columns that stand closer together, so that less has to be scrolled

// A drawing of a view. `more(column)` draws it again with more boxes in a column; without it "+n" stays closed.
function graphFigure(model, drawn, label, more = null) {
  const holder = element('div', { class: 'canvas' });
  const scroll = element(
    'div',
    { class: 'scroll-x', tabindex: '0', role: 'group', 'aria-label': `${label}, as a graph` },
    holder,
  );
  const boxes = drawn.nodes.filter((node) => node.group);
  const figure = element('figure', { class: 'graph' }, scroll);
  const hasRoom = boxes.length + settings.column_limit <= settings.view_limit;
  const select = (node) => {
    if (typeof node === 'number') location.hash = entityLink(model, node) || location.hash;
    else if (node.startsWith('more:') && more && hasRoom) figure.replaceWith(more(Number(node.split(':')[1])));
  };
  const closed = more && hasRoom ? boxes.filter((node) => node.group === 'more') : [];
  figure.append(
    legend(
      drawn,
      closed.map((node) => button(`Show ${node.label.slice(2)}`, () => select(node.id), { class: 'link' })),
    ),
  );
  new ResizeObserver((entries, observer) => {
    if (entries[0].contentRect.width === 0) return; // not in sight yet
    observer.disconnect();
    const network = drawNetwork(holder, scroll.clientWidth, drawn, label);
    network.on('click', ({ nodes }) => nodes.length > 0 && select(nodes[0]));
    bringIntoSight(scroll, network, drawn.subject);
    figure.boxes = () => boxes.map(({ id, label: words }) => ({ ...network.getBoundingBox(id), words })); // for tests
  }).observe(scroll);
  return figure;
}

// What the drawing is about must be seen without scrolling.
function bringIntoSight(scroll, network, subject) {
  if (network.findNode(subject).length === 0) return;
  const { x } = network.canvasToDOM({ x: network.getBoundingBox(subject).right, y: 0 });
  scroll.scrollLeft = Math.max(0, Math.ceil(x) + 16 - scroll.clientWidth);
}

// The nodes with their columns closer together where there is no room for them.
function squeezed(nodes, excess) {
  const columns = [...new Set(nodes.map((node) => node.x))].sort((a, b) => a - b);
  const each = Math.min(GAP - LEAST_GAP, Math.ceil(excess / (columns.length - 1)));
  if (!(each > 0)) return nodes;
  const shift = new Map(columns.map((x, index) => [x, index * each]));
  return nodes.map((node) => ({ ...node, x: node.x - shift.get(node.x) }));
}

function drawNetwork(holder, available, drawn, label) {
  const { left: first, right: last } = sidesOf(drawn.nodes);
  const nodes = squeezed(drawn.nodes, last - first + 32 - available / SMALLEST_SCALE);
  const { left, right } = sidesOf(nodes);
  const rows = drawn.nodes.map((node) => node.y);
  const wanted = right - left + 32;
  const scale = Math.max(SMALLEST_SCALE, Math.min(1, available / wanted));
  holder.style.width = `${Math.max(available - 2, Math.ceil(wanted * scale))}px`;
  holder.style.height = `${Math.ceil((drawn.height + 36) * scale)}px`;
  const network = new vis.Network(holder, { nodes, edges: drawn.edges }, settings.options);
  network.moveTo({ position: { x: (left + right) / 2, y: (Math.min(...rows) + Math.max(...rows)) / 2 }, scale });
  network.on('hoverNode', () => {
    holder.style.cursor = 'pointer';
  });
  network.on('blurNode', () => {
    holder.style.cursor = '';
  });
  const canvas = holder.querySelector('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `${label}; the tables say the same`);
  return network;
}

function sidesOf(nodes) {
  const boxes = nodes.filter((node) => node.group);
  return {
    left: Math.min(...boxes.map((node) => node.x - boxWidth(node.label) / 2)),
    right: Math.max(...boxes.map((node) => node.x + boxWidth(node.label) / 2)),
  };
}

// A drawing of links that the page lays out itself; "+n" opens.
function linkFigure(
  model,
  links,
  subject,
  label,
  { risky = new Set(), limit = settings.column_limit, limits = new Map() } = {},
) {
  const more = (column) => {
    const most = (limits.get(column) || limit) + settings.column_limit;
    return linkFigure(model, links, subject, label, { risky, limit, limits: new Map(limits).set(column, most) });
  };
  return graphFigure(model, drawView(model, buildView(model, links, subject, limit, limits), risky), label, more);
}

function legend(drawn, buttons) {
  const kinds = [...new Set(drawn.nodes.map((node) => node.group).filter(Boolean))];
  const entries = kinds.map((kind) => {
    const words = { more: 'more of them', risk: 'cause' }[kind] || settings.kinds[kind][0];
    return element('span', { class: `key look-${kind}` }, `${settings.looks[kind].glyph} ${words}`);
  });
  if (drawn.edges.some((edge) => edge.dashes))
    entries.push(element('span', { class: 'key' }, '╌ direct, not through a group'));
  if (drawn.edges.some((edge) => edge.width === settings.hot_edge.width)) entries.push(element('span', { class: 'key hot' }, '━ path in question'));
  if (drawn.edges.some((edge) => edge.color && edge.color.color === settings.attainable_edge.color.color))
    entries.push(element('span', { class: 'key attainable' }, '━ could give themselves access'));
  if (drawn.nodes.some((node) => node.shapeProperties))
    entries.push(element('span', { class: 'key' }, '┄ border: account not active'));
  return element('figcaption', {}, entries, buttons);
}
