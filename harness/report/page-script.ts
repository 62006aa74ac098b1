// The script of the page, as the browser reads it. It builds elements and sets their text; nothing
// from the record is ever parsed as markup. Rows are drawn when they are opened.

import { PAGE_FILTERS } from './page-filters.js'
import { PAGE_SECTIONS } from './page-sections.js'

const PAGE_HELPERS = String.raw`
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const text = (number) => data.texts[number];
const byId = (id) => document.getElementById(id);

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'onclick') node.addEventListener('click', value);
    else if (value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined));
  return node;
}

const clauses = data.clauses.map((row) => ({
  id: row[0], system: text(row[1]), section: text(row[2]), kind: text(row[3]), says: row[4],
  contested: row[5], verdict: row[6], reason: row[7], partial: row[8] === 1, scenarios: row[9],
}));
const scenarios = data.scenarios.map((row) => {
  const uri = text(row[1]);
  return {
    id: typeof row[0] === 'string' ? uri + row[0] : row[0][0], uri, line: row[2],
    feature: text(row[3]), rule: text(row[4]), name: row[5], clauses: row[6].map(text),
    verdict: row[7], reason: row[8], durationMs: row[9], virtualMs: row[10],
    steps: row[11].map(text), signs: row[12],
    faults: row[13].map((fault) => fault.map(text)), evidence: row[14], trace: row[15],
  };
});
const clauseOf = new Map(clauses.map((clause) => [clause.id, clause]));
const scenarioOf = new Map(scenarios.map((scenario) => [scenario.id, scenario]));

function badge(verdict, partial) {
  return make('span', { class: 'badge ' + verdict },
    verdict.replace('-', ' ') + (partial ? ', in part' : ''));
}

function link(id, label) {
  return make('a', { href: '#' + encodeURIComponent(id), class: 'text' }, label || id);
}

function separated(nodes) {
  return nodes.flatMap((node, index) => (index === 0 ? [node] : [', ', node]));
}

/** A command with a button; without a clipboard (a page from a file) the command is selected. */
function command(line) {
  const code = make('code', { tabindex: '0' }, line);
  const button = make('button', { type: 'button', onclick: () => copy(line, code, button) }, 'Copy');
  return make('div', { class: 'again' }, code, button);
}

function copy(line, code, button) {
  const said = (word) => {
    button.textContent = word;
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  const select = () => {
    const range = document.createRange();
    range.selectNodeContents(code);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    said(document.execCommand('copy') ? 'Copied' : 'Selected');
  };
  if (navigator.clipboard === undefined) select();
  else navigator.clipboard.writeText(line).then(() => said('Copied'), select);
}

function reproduce(ids) {
  const id = ids.find((each) => /^[\w.:-]+$/.test(each));
  return id === undefined ? undefined : command(data.reproduce.replace('CLAUSE', () => id));
}

function time(ms) {
  if (ms < 1000) return ms + ' ms';
  const [size, unit] = ms < 60000 ? [1000, ' s'] : ms < 3600000 ? [60000, ' min'] : [3600000, ' h'];
  return (ms / size).toFixed(1) + unit;
}

/** A details element whose body is drawn when it is first opened. */
function opening(attributes, summary, body) {
  const node = make('details', attributes, summary);
  let drawn = false;
  node.draw = () => {
    if (!drawn) node.append(make('div', { class: 'body' }, body()));
    drawn = true;
  };
  node.addEventListener('toggle', () => { if (node.open) node.draw(); });
  return node;
}

function later(work) {
  let waiting;
  return () => { clearTimeout(waiting); waiting = setTimeout(work, 80); };
}
`

export const PAGE_SCRIPT = `${PAGE_HELPERS}${PAGE_SECTIONS}${PAGE_FILTERS}`
