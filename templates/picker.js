// Choosing nodes and permissions: an input that suggests, a list of permissions.

// An input that finds one node by name; `choose` gets its number.
function picker(app, { kinds, label, choose, value = null }) {
  const { model } = app;
  const id = `picker-${app.nextId()}`;
  const input = element('input', {
    type: 'search',
    id: `${id}-input`,
    placeholder: label,
    role: 'combobox',
    'aria-expanded': 'false',
    'aria-controls': id,
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const list = element('div', { role: 'listbox', id, 'aria-label': label, hidden: true, class: 'suggestions' });
  if (value !== null) input.value = entityName(model, value);
  suggestions(
    input,
    list,
    (text) => app.search(text, kinds, 12),
    (node) => {
      input.value = entityName(model, node);
      choose(node);
    },
    (node) => [entityName(model, node), element('small', {}, describe(model, node))],
  );
  return element('div', { class: 'picker' }, element('label', { for: `${id}-input` }, label), input, list);
}

function describe(model, node) {
  const kind = model.kind(node);
  if (kind === 'user') return `${accountType(model, node)} · ${model.get(node, 'email') || stateOf(model, node)}`;
  const home = homeOf(model, node);
  return `${settings.kinds[kind][0]}${home ? ` · ${home}` : ''}`;
}

// A list of options under an input: arrows move, Enter takes, Escape closes.
function suggestions(input, list, find, take, show) {
  let found = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = () => {
    [...list.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    if (active >= 0) input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
  };
  const choose = (index) => {
    close();
    if (found[index] !== undefined) take(found[index]);
  };
  const update = () => {
    found = find(input.value);
    active = found.length > 0 ? 0 : -1;
    list.replaceChildren(
      ...found.map((node, index) =>
        element(
          'div',
          {
            role: 'option',
            id: `${list.id}-${index}`,
            onmousedown: (event) => {
              event.preventDefault();
              choose(index);
            },
          },
          show(node),
        ),
      ),
    );
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    mark();
  };
  input.addEventListener('input', update);
  input.addEventListener('focus', () => input.value && update());
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) update();
      else active = (active + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length);
      mark();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}

function permissionSelect(model, chosen, onchange, label = 'Permission') {
  const options = range(0, model.permissions.length).sort((a, b) =>
    compare(model.permissionName(a), model.permissionName(b)),
  );
  const select = element(
    'select',
    { 'aria-label': label },
    options.map((number) =>
      element('option', { value: number, selected: number === chosen }, model.permissionName(number)),
    ),
  );
  select.addEventListener('change', () => onchange(Number(select.value)));
  return element('label', { class: 'choice' }, element('span', {}, label), select);
}

function defaultPermission(model) {
  return model.permissionNumber.get('BROWSE_PROJECTS') ?? 0;
}
