// Each check finds what it is for, and nothing where all is well.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CHECKS, judge, judgeBoard } from './checks.mjs';
import { serve } from './serve.mjs';
import { telemetry } from './telemetry.mjs';

const text = (more) => ({ panel: 'Firing alerts', column: '', isHeader: false, text: 'auth', cut: 0, below: 0, contrast: 7, inView: true, row: 2, ...more });
const link = (after, more) => ({ panel: 'P', title: 'Link', before: after, after, row: {}, ...more });
const seen = (more = {}) => ({ errors: [], queries: [], critical: [], job: { board: 'overview', state: { name: 'all' } }, ...more, facts: { texts: [], arrows: [], links: [], blots: [], ...more.facts } });
const CLASS = '/d/genai-triage-class?var-class=auth&var-service=shop&from=now-3h&to=now';
const explore = (query) => `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify({ a: { datasource: 'tempo', queries: [query], range: { from: '1', to: '2' } } }))}`;
const critical = [{ alertname: 'LLMAuthFailing', job: 'shop', gen_ai_provider_name: 'gigachat' }];

const BAD = {
  queries: [seen({ queries: [{ error: 'parse error', expr: 'up(' }] })],
  console: [seen({ errors: ['TypeError'] })],
  cut: [seen({ facts: { texts: [text({ cut: 2 })] } }), seen({ facts: { texts: [text({ below: 20 })] } }), seen({ facts: { arrows: [{ panel: 'P', column: 'Severity', cut: 6 }] } })],
  contrast: [seen({ facts: { texts: [text({ contrast: 2.9 })] } })],
  blots: [seen({ facts: { blots: [{ panel: 'P', column: 'Severity', colour: '86,166,75' }] } })],
  raw: [seen({ facts: { texts: [text({ text: 'Pass `contents`' })] } }), seen({ facts: { texts: [text({ text: 'Value #A', isHeader: true })] } })],
  columns: [seen({ facts: { texts: [text({ text: 'Severity', isHeader: true })] } })],
  critical: [seen({ critical }), seen({ critical, facts: { texts: [text({ text: 'critical' }), text({ text: 'shop gigachat', inView: false })] } })],
  empty: [seen({ job: { board: 'overview', state: { name: 'empty' } } }), seen({ job: { board: 'overview', state: { name: 'nocalls' } }, facts: { texts: [text({ text: 'No telemetry' })] } })],
  sanitized: [seen({ facts: { links: [link(CLASS, { after: '/d/genai-triage-class' })] } }), seen({ facts: { links: [link(explore({ query: '{a && b}' }))] } })],
  placeholders: [seen({ facts: { links: [link('https://r.example/none.md')] } }), seen({ facts: { links: [link('/d/genai-triage-class?var-class=none&from=1&to=2')] } })],
  destinations: [
    seen({ facts: { links: [link('/d/elsewhere?from=1&to=2')] } }),
    seen({ facts: { links: [link('/d/genai-triage-class?var-klass=auth&from=1&to=2')] } }),
    seen({ facts: { links: [link('/d/genai-triage-class?var-class=auth')] } }),
    seen({ facts: { links: [link(CLASS, { row: { job: 'search' } })] } }),
    seen({ facts: { links: [link('https://r.example/nothing.md')] } }),
    seen({ facts: { links: [link('https://r.example/auth.md#nothing')] } }),
    seen({ facts: { links: [link('/explore?panes=%7B')] } }),
    seen({ facts: { links: [link(explore({ query: 'quota' }), { row: { triage_class: 'auth' } })] } }),
  ],
};
const GOOD = seen({
  critical,
  facts: {
    texts: [text(), text({ text: 'critical', row: 3 }), text({ text: 'shop → gigachat', row: 3 })],
    links: [link(CLASS, { row: { job: 'shop', triage_class: 'auth' } }), link('https://r.example/auth.md'), link(explore({ query: 'auth' }), { row: { triage_class: 'auth' } })],
  },
});

for (const [name, bad] of Object.entries(BAD))
  for (const [number, one] of bad.entries()) test(`${name} finds what is wrong (${number})`, () => assert.notDeepEqual(judge(one, [name]), []));

for (const name of Object.keys(CHECKS))
  test(`${name} is tried and passes what is well`, () => {
    assert.ok(BAD[name]);
    assert.deepEqual(judge(GOOD, [name]), []);
  });

test('what is seen after a row is opened is judged too, but is not on the first screen', () => {
  const opened = seen({ critical, facts: { texts: [text({ cut: 2 }), text({ text: 'critical', row: 3 }), text({ text: 'shop → gigachat', row: 3 })] } });
  assert.deepEqual(judgeBoard(seen({ critical }), opened).map((told) => told.split(':')[0]), ['critical', 'cut']);
});

test('what differs in a value only is told once, with how many there are', () => {
  const told = judge(seen({ facts: { texts: [text({ cut: 2, text: 'one' }), text({ cut: 9, text: 'other' })] } }), ['cut']);
  assert.equal(told.length, 1);
  assert.match(told[0], /and 1 more like it/);
});

const state = { failures: [{ at: 100, service: 'shop', span: { name: 'chat', attributes: { 'triage.class': 'quota' } }, event: { body: 'said', attributes: { 'triage.class': 'quota', 'exception.message': 'why' } } }] };
const ask = (kind, name, query, end = '200') => telemetry(kind, state, new URLSearchParams({ [name]: query, start: '0', end }));

test('Loki answers with the lines that fit', () => {
  assert.equal(ask('loki', 'query', '{service_name=~"sh.p"} | triage_class="quota"').data.result[0].values[0][1], 'said');
  assert.equal(ask('loki', 'query', '{service_name=~"shop"} | line_format "{{.exception_message}}"').data.result[0].values[0][1], 'why');
  assert.deepEqual(ask('loki', 'query', '{service_name="shop"} | triage_class="auth"').data.result, []);
  assert.deepEqual(ask('loki', 'query', '{service_name="shop"}', '50').data.result, []);
});

test('Tempo answers with the traces that fit', () => {
  assert.equal(ask('tempo', 'q', '{resource.service.name=~"shop|x" && span.triage.class="quota"}').traces[0].rootServiceName, 'shop');
  assert.deepEqual(ask('tempo', 'q', '{span.triage.class!="quota"}').traces, []);
});

test('Tempo answers with the attributes that are asked for', () => {
  const found = ask('tempo', 'q', '{("a|b" = ".*" || span.x =~ ".*") && span.triage.class="quota"} | select(span.triage.class)');
  assert.deepEqual(found.traces[0].spanSets[0].spans[0].attributes, [{ key: 'triage.class', value: { stringValue: 'quota' } }]);
  assert.deepEqual(ask('tempo', 'q', '{span.triage.retries > 0}').traces, []);
});

test('an address without a state leads to the overview, or to what it names, in the time of the first state', async () => {
  const server = await serve([{ name: 'demo', url: 'http://127.0.0.1:1', from: 1000, to: 2000, failures: [] }], '/nowhere');
  const led = async (path) => (await fetch(server.url + path, { redirect: 'manual' })).headers.get('location');
  try {
    assert.equal(await led('/'), '/d/genai-triage-overview?theme=dark&state=demo&from=1000&to=2000');
    assert.equal(await led('/d/genai-triage-class?var-class=auth&from=5'), '/d/genai-triage-class?var-class=auth&from=5&theme=dark&state=demo');
    assert.equal(await led('/d/genai-triage-class?state=demo'), null);
    assert.match(await (await fetch(`${server.url}/auth.md`)).text(), /^# /);
  } finally {
    server.stop();
  }
});
