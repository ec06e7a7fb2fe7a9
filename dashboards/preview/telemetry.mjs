// What Tempo and Loki answer about a state: neither runs here. The shapes are those of their search APIs, the spans and log
// events those that the library has exported.
const NANOSECONDS = 1_000_000_000n;
const at = (seconds) => BigInt(Math.round(seconds * 1000)) * (NANOSECONDS / 1000n);

/** The conditions of a query in LogQL or TraceQL, as far as they compare an attribute with a text or a number. */
function conditions(asked) {
  // "what is chosen" = ".*" || …: where all are chosen, the other side does not count.
  const query = asked.replace(/\("([^"]*)" = "\.\*" \|\| ([^)]*)\)/g, (_, chosen, other) => (chosen === '.*' ? 'true' : other));
  const more = [...query.matchAll(/span\.([\w.]+) > (\d+)/g)].map(([, name, value]) => ({ name: label(name), sign: '>', value }));
  const found = [...query.matchAll(/([\w.:"]+)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g)];
  return [...more, ...found.map(([, name, sign, quoted, raw]) => ({ name: label(name), sign, value: raw ?? JSON.parse(`"${quoted}"`) }))];
}

const label = (name) => name.replace(/"/g, '').replace(/^(span|resource|event)[.:]/, '').replace(/^\./, '').replace(/\W/g, '_');

function holds({ sign, value }, text = '') {
  if (sign === '>') return Number(text || 0) > Number(value);
  if (sign === '=' || sign === '!=') return (text === value) === (sign === '=');
  return new RegExp(`^(?:${value})$`).test(text) === (sign === '=~');
}

/** An id that is the same each time. */
const id = (failure, digits) => BigInt(Math.round(failure.at * 1000) * 7919 + failure.service.length).toString(16).padStart(digits, '4').slice(-digits);

const labels = (failure, attributes) => ({ ...Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [label(name), String(value)])), service_name: failure.service });

/** The line as `line_format` of the query makes it; the body if there is none. */
function line(query, body, known) {
  const format = query.match(/line_format\s+(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/);
  return format ? (format[2] ?? JSON.parse(`"${format[1]}"`)).replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name) => known[name] ?? '') : body;
}

function logs(failures, query) {
  const streams = new Map();
  for (const one of failures) {
    const more = { ...labels(one, one.event.attributes), trace_id: id(one, 32), span_id: id(one, 16) };
    delete more.service_name;
    streams.set(one.service, [...(streams.get(one.service) ?? []), [String(at(one.at)), line(query, one.event.body, { ...more, service_name: one.service }), more]]);
  }
  return { status: 'success', data: { resultType: 'streams', result: [...streams].map(([service_name, values]) => ({ stream: { service_name }, values })) } };
}

function traces(failures, query) {
  const selected = [...(query.match(/select\(([^)]*)\)/)?.[1] ?? '').matchAll(/span\.([\w.]+)/g)].map(([, name]) => name);
  const found = failures.map((one) => {
    const [startTimeUnixNano, durationMs] = [String(at(one.at)), 100 + (Math.round(one.at) % 900)];
    const attributes = selected.filter((name) => one.span.attributes[name] !== undefined).map((key) => ({ key, value: typed(one.span.attributes[key]) }));
    const spans = [{ spanID: id(one, 16), startTimeUnixNano, durationNanos: `${durationMs}000000`, attributes }];
    return { traceID: id(one, 32), rootServiceName: one.service, rootTraceName: one.span.name, startTimeUnixNano, durationMs, spanSets: [{ spans, matched: 1 }] };
  });
  return { traces: found };
}

const typed = (value) => (typeof value === 'string' ? { stringValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value });

/** Answers a query of a time range. */
export function telemetry(kind, state, asked) {
  const query = asked.get('query') ?? asked.get('q') ?? '';
  const wanted = conditions(query);
  const part = kind === 'loki' ? 'event' : 'span';
  const fits = (one) => wanted.every((each) => holds(each, labels(one, one[part].attributes)[each.name]));
  const inRange = (one) => one.at >= Number(asked.get('start')) && one.at <= Number(asked.get('end'));
  const found = state.failures.filter((one) => one[part].attributes && inRange(one) && fits(one)).slice(0, Number(asked.get('limit') ?? 20));
  return kind === 'loki' ? logs(found, query) : traces(found, query);
}
