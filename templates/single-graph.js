// A page that holds one drawing: laid out before, shown as it is.

function showDrawing() {
  const { drawn, label } = JSON.parse(document.getElementById('page-drawing').textContent);
  for (const node of drawn.nodes) if (node.group === 'more') node.title = 'The table lists all of them';
  const holder = element('div', { class: 'canvas' });
  const scroll = element(
    'div',
    { class: 'scroll-x', tabindex: '0', role: 'group', 'aria-label': `${label}, as a graph` },
    holder,
  );
  const figure = element('figure', { class: 'graph' }, scroll, legend(drawn, []));
  document.getElementById('drawing').append(figure);
  const network = drawNetwork(holder, scroll.clientWidth, drawn, label);
  const boxes = drawn.nodes.filter((node) => node.group);
  figure.boxes = () => boxes.map((node) => network.getBoundingBox(node.id)); // for tests
  document.documentElement.dataset.ready = '';
}

try {
  showDrawing();
} catch (error) {
  const failure = document.getElementById('failure');
  failure.hidden = false;
  failure.textContent = `The drawing cannot be shown (${error.message}); the table says the same.`;
  throw error;
}
