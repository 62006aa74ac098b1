/** The part of the page's script that filters, follows addresses and sets the page going. */
export const PAGE_FILTERS = String.raw`
function options(select, values) {
  const all = [...new Set(values)].sort();
  select.append(...all.map((value) => make('option', { value }, value.replace('-', ' '))));
}

function fits(words, ...texts) {
  const all = texts.join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}

function wordsOf(input) {
  return input.value.toLowerCase().split(/\s+/).filter((word) => word !== '');
}

const clauseRows = clauses.map(clauseRow);

function filterClauses() {
  const words = wordsOf(byId('clause-search'));
  const [system, kind, verdict] = ['system', 'kind', 'verdict'].map((name) => byId('clause-' + name).value);
  let shown = 0;
  clauses.forEach((clause, index) => {
    const fit = (system === '' || clause.system === system) && (kind === '' || clause.kind === kind)
      && (verdict === '' || clause.verdict === verdict)
      && fits(words, clause.id, clause.says, clause.section);
    clauseRows[index].hidden = !fit;
    if (fit) shown++;
  });
  byId('clause-count').textContent = shown + ' of ' + clauses.length;
  byId('clause-none').hidden = shown > 0;
}

const groups = new Map();
for (const scenario of scenarios) {
  if (!groups.has(scenario.uri)) groups.set(scenario.uri, []);
  groups.get(scenario.uri).push(scenario);
}

/** Groups are drawn anew for each filter: thousands of closed rows cost nothing until they are opened. */
function filterScenarios() {
  const words = wordsOf(byId('scenario-search'));
  const verdict = byId('scenario-verdict').value;
  const filtering = words.length > 0 || verdict !== '';
  let shown = 0;
  const nodes = [];
  for (const members of groups.values()) {
    const fitting = members.filter((each) => (verdict === '' || each.verdict === verdict)
      && fits(words, each.id, each.name, each.rule, each.clauses.join(' '), each.steps.join('\n')));
    if (fitting.length === 0) continue;
    shown += fitting.length;
    const node = group(members, fitting);
    nodes.push(node);
    if (filtering && shown <= 60) node.open = true;
  }
  byId('scenario-list').replaceChildren(...nodes);
  byId('scenario-count').textContent = shown + ' of ' + scenarios.length;
  byId('scenario-none').hidden = shown > 0;
}

function group(members, fitting) {
  const passed = members.filter((each) => each.verdict === 'passed').length;
  const shown = fitting.length < members.length ? fitting.length + ' shown, ' : '';
  const first = members[0];
  const node = opening({ class: 'group', 'data-uri': first.uri },
    make('summary', {}, make('span', { class: 'text' }, first.feature),
      make('span', { class: 'quiet' }, shown + passed + ' of ' + members.length + ' passed')),
    () => fitting.map(scenarioRow));
  return node;
}

/** Opens what the address names, past any filter. */
function follow() {
  let id;
  try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  for (const node of document.querySelectorAll('.target')) node.classList.remove('target');
  if (clauseOf.has(id)) {
    for (const name of ['search', 'system', 'kind', 'verdict']) byId('clause-' + name).value = '';
    filterClauses();
  } else if (scenarioOf.has(id)) {
    byId('scenario-search').value = byId('scenario-verdict').value = '';
    filterScenarios();
    const holder = [...document.querySelectorAll('.group')]
      .find((node) => node.dataset.uri === scenarioOf.get(id).uri);
    holder.draw();
    holder.open = true;
  } else return;
  const node = byId(id);
  node.open = true;
  node.draw();
  node.classList.add('target');
  node.scrollIntoView({ block: 'start' });
  node.querySelector('summary').focus({ preventScroll: true });
}

drawFailures();
byId('clause-list').append(...clauseRows);
options(byId('clause-system'), clauses.map((clause) => clause.system));
options(byId('clause-kind'), clauses.map((clause) => clause.kind));
options(byId('clause-verdict'), clauses.map((clause) => clause.verdict));
options(byId('scenario-verdict'), scenarios.map((scenario) => scenario.verdict));
for (const name of ['search', 'system', 'kind', 'verdict'])
  byId('clause-' + name).addEventListener('input', later(filterClauses));
for (const name of ['search', 'verdict'])
  byId('scenario-' + name).addEventListener('input', later(filterScenarios));
filterClauses();
filterScenarios();
byId('run-again').append(command(byId('run-again').dataset.command));
addEventListener('hashchange', follow);
addEventListener('keydown', (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  byId('clause-search').focus();
});
follow();
`
