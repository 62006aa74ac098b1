/** The part of the page's script that draws failures, clauses and scenarios. */
export const PAGE_SECTIONS = String.raw`
const SIGNS = { p: '✓', f: '✗', u: '?', e: '!', s: '·' };
const WORDS = { p: 'passed', f: 'failed', u: 'unknown', e: 'error', s: 'skipped' };

function stepItem(scenario, line, index) {
  const sign = scenario.signs === 0 ? 'p' : scenario.signs[index];
  const space = line.indexOf(' ');
  const words = [make('b', {}, line.slice(0, space + 1)), line.slice(space + 1)];
  const seen = (scenario.evidence || []).filter((row) => row[0] === index).map(evidence);
  return make('li', { class: sign },
    make('span', { class: 'sign', role: 'img', 'aria-label': WORDS[sign] }, SIGNS[sign]),
    make('span', { class: 'text' }, words), seen);
}

function evidence([, mismatches, reply]) {
  return make('div', { class: 'seen' },
    mismatches.map(mismatch),
    reply === 0 ? undefined
      : make('details', {}, make('summary', {}, 'What the target answered'), make('pre', {}, reply)));
}

/** Most mismatches read "place is this, expected that"; what could be read two ways is left whole. */
function mismatch(line) {
  const parts = line.split(', expected ');
  const match = parts.length === 2 ? /^(\S+) (?:is )?([^]*)$/.exec(parts[0]) : null;
  const rows = match === null ? [['Observed', line]]
    : [['Expected', parts[1]], ['Observed', match[2]], ['At', match[1]]];
  return make('dl', {}, rows.map(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
}

function faultTable(faults) {
  if (faults.length === 0) return undefined;
  const cells = (name, values) => make('tr', {}, values.map((value) => make(name, {}, value)));
  return make('table', {},
    make('thead', {}, cells('th', ['Fault', 'Where', 'At', 'Receipt'])),
    make('tbody', {}, faults.map((fault) => cells('td', fault))));
}

function scenarioBody(scenario, isCard) {
  const told = scenario.signs !== 0 && scenario.evidence !== 0 && scenario.evidence.length > 0;
  const place = scenario.uri + ':' + scenario.line;
  return [
    make('div', { class: 'quiet' }, make('p', {}, place,
      scenario.clauses.length === 0 ? '' : ', shows ', separated(scenario.clauses.map((id) => link(id))))),
    isCard ? scenario.clauses.filter((id) => clauseOf.has(id))
      .map((id) => make('blockquote', {}, clauseOf.get(id).says)) : undefined,
    scenario.reason !== 0 && !told ? make('p', { class: 'text' }, scenario.reason) : undefined,
    make('ol', { class: 'steps' }, scenario.steps.map((line, index) => stepItem(scenario, line, index))),
    scenario.steps.length === 0 && scenario.verdict === 'passed'
      ? make('p', { class: 'quiet' }, 'The steps are in events.ndjson.') : undefined,
    faultTable(scenario.faults),
    scenario.trace === 0 ? undefined : make('p', { class: 'quiet' },
      make('a', { href: scenario.trace.split('/').map(encodeURIComponent).join('/') }, 'Trace')),
    reproduce(scenario.clauses),
  ];
}

const FAILURES_DRAWN = 25;
const ORDER = ['failed', 'error', 'unknown'];

function drawFailures() {
  const bad = ORDER.flatMap((verdict) => scenarios.filter((each) => each.verdict === verdict));
  if (bad.length === 0) return;
  byId('failures').hidden = false;
  byId('failures-count').textContent = bad.length + (bad.length === 1 ? ' scenario' : ' scenarios');
  const draw = (from) => {
    const until = Math.min(bad.length, from + FAILURES_DRAWN);
    const more = bad.length - until;
    byId('failures-list').append(...bad.slice(from, until).map(card));
    if (more === 0) return;
    const button = make('button', { type: 'button', onclick: () => { button.remove(); draw(until); } },
      'Show more (' + more + ' left)');
    byId('failures-list').append(button);
  };
  draw(0);
}

function card(scenario) {
  return make('article', { class: 'card ' + scenario.verdict, 'data-scenario': scenario.id },
    make('div', { class: 'lead' }, badge(scenario.verdict), make('h3', {}, scenario.name)),
    scenarioBody(scenario, true));
}

function clauseRow(clause) {
  const summary = make('summary', {}, make('span', { class: 'id' }, clause.id),
    badge(clause.verdict, clause.partial), make('span', { class: 'text' }, clause.says));
  return opening({ class: 'row', id: clause.id }, summary, () => [
    clause.reason === 0 ? undefined : make('p', { class: 'text' }, clause.reason),
    clause.contested === 0 ? undefined
      : make('p', { class: 'quiet' }, 'Contested: ' + clause.contested),
    make('p', { class: 'quiet' }, clause.kind + ', section ' + clause.section),
    clause.scenarios.length === 0 ? make('p', { class: 'quiet' }, 'No scenario of it was run.')
      : make('ul', {}, clause.scenarios.map((number) => make('li', {}, badge(scenarios[number].verdict),
          ' ', link(scenarios[number].id, scenarios[number].name)))),
    reproduce([clause.id]),
  ]);
}

function scenarioRow(scenario) {
  const took = time(scenario.durationMs)
    + (scenario.virtualMs > 0 ? ', ' + time(scenario.virtualMs) + ' virtual' : '');
  return opening({ class: 'row', id: scenario.id },
    make('summary', {}, badge(scenario.verdict), make('span', { class: 'text' }, scenario.name),
      make('span', { class: 'quiet' }, took)),
    () => [scenario.rule === '' ? undefined : make('p', { class: 'text' }, scenario.rule),
      scenarioBody(scenario, false)]);
}
`
