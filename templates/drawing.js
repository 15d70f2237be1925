// Graph drawings: vis-network shows what was laid out before; nothing moves.

// A drawing of a view. `redraw(limits)` makes the view again with more room in a column; without it "+n" stays closed.
function graphFigure(model, drawn, { label, redraw = null, limits = new Map() }) {
  const holder = element('div', { class: 'canvas' });
  const scroll = element('div', { class: 'scroll-x', tabindex: '0', role: 'group', 'aria-label': `${label}, as a graph` }, holder);
  const figure = element('figure', { class: 'graph' }, scroll, legend(drawn));
  const draw = () => {
    if (!holder.isConnected || holder.childElementCount > 0) return;
    const boxes = drawn.nodes.filter((node) => node.group);
    const left = Math.min(...boxes.map((node) => node.x - boxWidth(node.label) / 2));
    const right = Math.max(...boxes.map((node) => node.x + boxWidth(node.label) / 2));
    const wanted = right - left + 32;
    const available = scroll.clientWidth || 640;
    const scale = Math.max(0.72, Math.min(1, available / wanted)); // smaller letters cannot be read: scroll instead
    const width = Math.max(available - 2, Math.ceil(wanted * scale));
    const height = Math.ceil((drawn.height + 36) * scale);
    holder.style.width = `${width}px`;
    holder.style.height = `${height}px`;
    const network = new vis.Network(holder, { nodes: drawn.nodes, edges: drawn.edges }, settings.options);
    const ys = drawn.nodes.map((node) => node.y);
    const position = { x: (left + right) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 };
    network.moveTo({ position, scale });
    network.on('click', ({ nodes }) => nodes.length > 0 && select(nodes[0]));
    network.on('hoverNode', () => { holder.style.cursor = 'pointer'; });
    network.on('blurNode', () => { holder.style.cursor = ''; });
    holder.querySelector('canvas').setAttribute('aria-label', `${label}; the table below says the same`);
    holder.querySelector('canvas').setAttribute('role', 'img');
    figure.boxes = () => boxes.map((node) => network.getBoundingBox(node.id));
  };
  const select = (node) => {
    if (String(node).startsWith('passage:')) return;
    if (typeof node === 'number') location.hash = entityLink(model, node) || location.hash;
    else if (redraw) {
      const column = Number(node.split(':')[1]);
      const shown = drawn.nodes.filter((other) => other.group).length;
      const limit = limits.get(column) || settings.column_limit;
      if (shown + settings.column_limit <= settings.view_limit) figure.replaceWith(redraw(new Map(limits).set(column, limit + settings.column_limit)));
    }
  };
  new ResizeObserver((entries, observer) => {
    if (entries[0].contentRect.width === 0) return;
    observer.disconnect();
    draw();
  }).observe(scroll);
  figure.draw = draw;
  return figure;
}

// A drawing of links that the page lays out itself; "+n" opens.
function linkFigure(model, links, subject, label, { risky = new Set(), limit = settings.column_limit, limits = new Map() } = {}) {
  const view = buildView(model, links, subject, limit, limits);
  const redraw = (more) => linkFigure(model, links, subject, label, { risky, limit, limits: more });
  return graphFigure(model, drawView(model, view, risky), { label, redraw, limits });
}

function legend(drawn) {
  const kinds = [...new Set(drawn.nodes.map((node) => node.group).filter(Boolean))];
  const entries = kinds.map((kind) => {
    const words = { more: 'more of them', risk: 'cause' }[kind] || settings.kinds[kind][0];
    return element('span', { class: `key look-${kind}` }, `${settings.looks[kind].glyph} ${words}`);
  });
  if (drawn.edges.some((edge) => edge.dashes)) entries.push(element('span', { class: 'key' }, '╌ direct, not through a group'));
  if (drawn.edges.some((edge) => edge.width)) entries.push(element('span', { class: 'key hot' }, '━ path in question'));
  if (drawn.nodes.some((node) => node.shapeProperties)) entries.push(element('span', { class: 'key' }, '┄ border: account not active'));
  return element('figcaption', {}, entries);
}
