// Graph drawings: vis-network shows what was laid out before; nothing moves.

const SMALLEST_SCALE = 0.66; // smaller letters cannot be read: scroll instead

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
    figure.boxes = () => boxes.map(({ id, label: words }) => ({ ...network.getBoundingBox(id), words })); // for tests
  }).observe(scroll);
  return figure;
}

function drawNetwork(holder, available, drawn, label) {
  const boxes = drawn.nodes.filter((node) => node.group);
  const left = Math.min(...boxes.map((node) => node.x - boxWidth(node.label) / 2));
  const right = Math.max(...boxes.map((node) => node.x + boxWidth(node.label) / 2));
  const rows = drawn.nodes.map((node) => node.y);
  const wanted = right - left + 32;
  const scale = Math.max(SMALLEST_SCALE, Math.min(1, available / wanted));
  holder.style.width = `${Math.max(available - 2, Math.ceil(wanted * scale))}px`;
  holder.style.height = `${Math.ceil((drawn.height + 36) * scale)}px`;
  const network = new vis.Network(holder, { nodes: drawn.nodes, edges: drawn.edges }, settings.options);
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
