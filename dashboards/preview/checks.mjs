// What is asked of every picture: each check has a name and tells what is wrong, one sentence for each.
import fs from 'node:fs';
import path from 'node:path';
import * as v602 from 'sanitize-url-6.0.2';
import * as v604 from 'sanitize-url-6.0.4';
import * as v700 from 'sanitize-url-7.0.0';
import * as v704 from 'sanitize-url-7.0.4';

const here = path.dirname(new URL(import.meta.url).pathname);
const folder = process.env.EXPORTED ? path.join(process.env.EXPORTED, 'grafana') : path.join(here, '..', 'grafana');
const runbooks = process.env.EXPORTED ? path.join(process.env.EXPORTED, 'runbooks') : path.join(here, '..', '..', 'docs', 'runbooks');
const BOARDS = Object.fromEntries(fs.readdirSync(folder).map((name) => [name.replace('.json', ''), JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'))]));
const LEAST_CONTRAST = 3;
const FIRST_ROW = 2; // of a table; 1 is the header
/** Sanitizers of Grafana 10 to 12; that of 13 is in the page. */
const SANITIZERS = { '6.0.2': v602, '6.0.4': v604, '7.0.0': v700, '7.0.4': v704 };
/** What stands where there is nothing: it names no cause, no service, no model. */
const PLACEHOLDERS = new Set(['none', 'other', 'others', 'undefined', 'null', 'NaN', ...placeholders()]);
/** Columns whose value a link must keep, and the variable that has it. */
const KEPT = { job: 'service', gen_ai_provider_name: 'provider', gen_ai_request_model: 'model', triage_class: 'class' };

/** What the first panel says where there is nothing at all. */
const NO_TELEMETRY = BOARDS['genai-triage-overview'].panels[0].fieldConfig.defaults.noValue;

/** Texts that panels show in place of a value. */
function placeholders() {
  const text = JSON.stringify(BOARDS);
  return [...text.matchAll(/"(?:none|no_calls|same)":\s*\{[^}]*"text":\s*"([^"]+)"/g), ...text.matchAll(/"noValue":\s*"([^"]+)"/g)].map((found) => found[1]);
}

const short = (text, most = 60) => (text.length > most ? `${text.slice(0, most - 3)}…` : text);
const address = (url) => (process.env.WHOLE ? url : short(decodeURI(url), 150));
const where = (one) => `“${one.panel}”${one.column ? `, column “${one.column}”` : ''}`;

function* queries({ queries: asked }) {
  for (const one of asked) if (one.error) yield `A query of panel ${one.panel ?? '?'} fails: ${one.error} in ${short(one.expr)}`;
}

function* console_({ errors }) {
  for (const one of errors) yield `The page reports an error: ${one.slice(0, 300)}`;
}

function* cutTexts({ facts }) {
  for (const one of facts.texts) {
    if (one.cut <= 1) continue;
    const what = one.isHeader ? 'The header' : 'The text';
    yield `${what} “${short(one.text)}” of ${where(one)} is cut by ${Math.round(one.cut)} pixels.`;
  }
  for (const one of facts.arrows) if (one.cut > 1) yield `The arrow of ${where(one)} is cut by ${Math.round(one.cut)} pixels.`;
  for (const one of facts.texts) if (one.row === FIRST_ROW && one.below > 4) yield `The first row of ${where(one)} is not whole: “${short(one.text)}” needs scrolling by ${Math.round(one.below)} pixels.`;
}

function* contrasts({ facts }) {
  for (const one of facts.texts) if (one.contrast < LEAST_CONTRAST) yield `The text “${short(one.text)}” of ${where(one)} has a contrast of ${one.contrast.toFixed(1)}:1, below ${LEAST_CONTRAST}:1.`;
}

function* blots({ facts }) {
  for (const one of facts.blots) yield `A cell of ${where(one)} is filled with rgb(${one.colour}) and says nothing.`;
}

function* rawTexts({ facts }) {
  for (const one of facts.texts) {
    if (one.text.includes('`')) yield `${where(one)} shows back-ticks: “${short(one.text)}”.`;
    if (one.isHeader && /^Value( #\w+)?$/.test(one.text)) yield `A column of “${one.panel}” is called “${one.text}”: its query's name was lost.`;
  }
}

function* columns({ facts, job }) {
  const drawn = new Map();
  for (const one of facts.texts.filter((text) => text.isHeader)) drawn.set(one.panel, [...(drawn.get(one.panel) ?? []), one.text]);
  for (const panel of BOARDS[`genai-triage-${job.board}`].panels.flatMap((one) => [one, ...(one.panels ?? [])])) {
    if (panel.datasource?.type === 'tempo') continue; // a search has a column for what some span has
    const headers = drawn.get(panel.title);
    const says = facts.texts.some((one) => one.panel === panel.title && !one.isHeader && PLACEHOLDERS.has(one.text));
    for (const name of headers && !says ? wanted(panel) : []) if (!headers.includes(name)) yield `The column “${name}” of “${panel.title}” is not there.`;
  }
}

/** The columns that a table is made to have. */
function wanted(panel) {
  const names = panel.transformations?.find((one) => one.id === 'filterFieldsByName')?.options.include?.names ?? [];
  const property = (name, id) => panel.fieldConfig.overrides.filter((one) => one.matcher.options === name).flatMap((one) => one.properties).find((one) => one.id === id)?.value;
  const isHidden = (name) => property(name, 'custom.hidden') || property(name, 'custom.hideFrom')?.viz || property(name, 'custom.hideFrom.viz');
  return names.filter((name) => !isHidden(name)).map((name) => property(name, 'displayName') ?? name);
}

function* criticals({ facts, critical, job }) {
  if (job.board !== 'overview') return;
  const rows = new Map();
  for (const one of facts.texts.filter((text) => text.inView && text.row > 1)) rows.set(`${one.panel} ${one.row}`, `${rows.get(`${one.panel} ${one.row}`) ?? ''} ${one.text}`);
  for (const alert of critical) {
    const named = [...rows.values()].some((row) => /critical/i.test(row) && row.includes(alert.job) && row.includes(alert.gen_ai_provider_name));
    if (!named) yield `The critical alert ${alert.alertname} of ${alert.job} calling ${alert.gen_ai_provider_name} is not on the first screen.`;
  }
}

function* emptiness({ facts, job }) {
  const said = facts.texts.filter((one) => one.inView).map((one) => one.text).join(' ');
  if (job.board !== 'overview') return;
  if (job.state.name === 'empty' && !said.includes(NO_TELEMETRY)) yield 'An empty Prometheus does not say “No telemetry” on the first screen.';
  if (job.state.name === 'nocalls' && said.includes(NO_TELEMETRY)) yield 'Services that run and do not call are said to send no telemetry.';
}

function* sanitized({ facts }) {
  for (const one of facts.links) {
    if (!same(one.after, one.before)) yield `The link “${one.title}” of “${one.panel}” is changed by Grafana's sanitizer: ${address(one.before)} becomes ${address(one.after)}`;
    for (const [version, { sanitizeUrl }] of Object.entries(SANITIZERS)) {
      const after = sanitizeUrl(one.before);
      if (!same(after, one.before)) yield `The link “${one.title}” of “${one.panel}” is changed by the sanitizer ${version}: ${address(one.before)} becomes ${address(after)}`;
    }
  }
}

/** Whether two addresses lead to the same place with the same parameters. */
function same(one, other) {
  const read = (url) => {
    const { pathname, host, searchParams, hash } = new URL(url, 'http://here');
    return JSON.stringify([host, pathname, [...searchParams], hash]);
  };
  try {
    return read(one) === read(other);
  } catch {
    return false;
  }
}

function* placeholderLinks({ facts }) {
  for (const one of facts.links) {
    const parts = [...new URL(one.after, 'http://here').searchParams.values(), ...decodeURIComponent(new URL(one.after, 'http://here').pathname).split('/').map((part) => part.replace(/\.\w+$/, ''))];
    const found = parts.find((part) => PLACEHOLDERS.has(part) || /\$\{|\{\{/.test(part));
    if (found) yield `The link “${one.title}” of “${one.panel}” leads to the placeholder “${found}”: ${address(one.after)}`;
  }
}

function* destinations({ facts }) {
  for (const one of facts.links) {
    const problem = leads(new URL(one.after, 'http://here'), one.row);
    if (problem) yield `The link “${one.title}” of “${one.panel}” ${problem}: ${address(one.after)}`;
  }
}

/** What is wrong with an address; empty if it leads where its row says. */
function leads(url, row) {
  if (url.host !== 'here') return runbook(url);
  if (url.pathname === '/explore') return explore(url, row);
  const board = BOARDS[url.pathname.match(/^\/d\/([^/]+)/)?.[1]];
  if (!board) return 'leads to a dashboard that is not there';
  const variables = new Set(board.templating.list.map((one) => one.name));
  const unknown = [...url.searchParams.keys()].find((name) => name.startsWith('var-') && !variables.has(name.slice(4)));
  if (unknown) return `sets ${unknown}, which the dashboard does not have`;
  if (!url.searchParams.get('from') || !url.searchParams.get('to')) return 'does not keep the time range';
  const lost = Object.entries(KEPT).find(([column, name]) => row[column] && !PLACEHOLDERS.has(row[column]) && variables.has(name) && offers(board, name, row[column]) && !url.searchParams.getAll(`var-${name}`).some((value) => row[column] === value || row[column].endsWith(`/${value}`)));
  return lost ? `does not keep the row's ${lost[1]} ${row[lost[0]]}` : '';
}

/** Whether a variable of a dashboard can have a value: only those classes are listed that can be the provider's. */
function offers(board, name, value) {
  const variable = board.templating.list.find((one) => one.name === name);
  return variable.type !== 'custom' || (!variable.multi && variable.query.split(',').includes(value));
}

function runbook(url) {
  const page = url.pathname.split('/').pop();
  const file = path.join(runbooks, page.endsWith('.md') ? page : `${page}.md`);
  if (!fs.existsSync(file)) return 'leads to a runbook that is not there';
  const text = fs.readFileSync(file, 'utf8');
  const anchor = decodeURIComponent(url.hash.slice(1));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map((found) => found[1].toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/ /g, '-'));
  return anchor && !headings.includes(anchor) && !text.includes(`id="${anchor}"`) && !text.includes(`name="${anchor}"`) ? `names the part “${anchor}”, which the runbook has not` : '';
}

function explore(url, row) {
  try {
    const [pane] = Object.values(JSON.parse(url.searchParams.get('panes')));
    if (!['prometheus', 'tempo', 'loki'].includes(pane.datasource)) return `asks the data source “${pane.datasource}”, which is not there`;
    if (!pane.queries.length || !pane.range?.from || !pane.range?.to) return 'asks nothing, or without a time range';
    const asked = JSON.stringify(pane.queries);
    const wanted = [row.triage_cause, row.triage_class].filter(Boolean);
    if (wanted.length && !wanted.some((value) => asked.includes(value))) return `asks neither for ${wanted.join(' nor for ')}`;
    return row.job && !asked.includes(row.job.split('/').pop()) ? `does not keep the row's service ${row.job}` : '';
  } catch (problem) {
    return `has panes that cannot be read (${problem.message})`;
  }
}

export const CHECKS = { queries, console: console_, cut: cutTexts, contrast: contrasts, blots, raw: rawTexts, columns, critical: criticals, empty: emptiness, sanitized, placeholders: placeholderLinks, destinations };

/** The checks of what is seen without scrolling and with the rows as they are. */
const FIRST_SCREEN = new Set(['critical', 'empty']);

/** What is wrong with a dashboard: with its first screen, and with all of it as far as that was drawn. */
export function judgeBoard(first, all, names = Object.keys(CHECKS)) {
  const isFirst = (name) => FIRST_SCREEN.has(name);
  return [...judge(first, names.filter(isFirst)), ...judge(all, names.filter((name) => !isFirst(name)))];
}

/** What is wrong with a picture: the check's name and a sentence each; of those that differ in a value only, the first. */
export function judge(seen, names = Object.keys(CHECKS)) {
  return names.flatMap((name) => {
    const alike = new Map();
    for (const told of new Set(CHECKS[name](seen))) {
      if (process.env.EACH) console.log(`  ${name}: ${told}`);
      const kind = told.replace(/: [^:]*(https?:|\/).*$/, '').replace(/“[^”]*” of “/, '“').replace(/the row's (\w+) \S+/, "the row's $1").replace(/[\d.]+(?= pixels|:1)/g, '');
      alike.set(kind, [...(alike.get(kind) ?? []), told]);
    }
    return [...alike.values()].map(([first, ...more]) => `${name}: ${first}${more.length ? ` (and ${more.length} more like it)` : ''}`);
  });
}
