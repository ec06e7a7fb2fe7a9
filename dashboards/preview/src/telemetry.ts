// Tempo and Loki as data sources: neither runs here, the server answers their APIs with recorded shapes.
import * as D from '@grafana/data';
import { from } from 'rxjs';
import { awaited, params, W } from './environment';

export class Recorded {
  uid: string;
  type: string;
  name: string;
  meta: any;

  constructor(settings: any, private interpolate: (text: string, scoped?: any, format?: any) => string) {
    ({ uid: this.uid, type: this.type, name: this.name, meta: this.meta } = settings);
  }

  getRef() {
    return { uid: this.uid, type: this.type };
  }

  query(request: any) {
    return from(awaited(this.answered(request)));
  }

  private async answered(request: any) {
    const parts = await Promise.all(request.targets.filter((one: any) => !one.hide).map((target: any) => this.frame(target, request)));
    return { data: parts.flat(), state: D.LoadingState.Done };
  }

  private async frame(target: any, request: any) {
    const asked = this.interpolate(target.expr ?? target.query ?? search(target.filters ?? []), request.scopedVars, piped);
    W.__looks.queries.push({ panel: request.panelId, refId: target.refId, expr: asked });
    const times = { start: String(request.range.from.valueOf() / 1000), end: String(request.range.to.valueOf() / 1000) };
    const path = this.type === 'loki' ? 'loki/api/v1/query_range' : 'api/search';
    const answer = await fetch(`/${this.type}/${params.get('state')}/${path}?${new URLSearchParams({ ...times, [this.type === 'loki' ? 'query' : 'q']: asked, limit: String(target.maxLines ?? target.limit ?? 20) })}`);
    const told = await answer.json();
    if (this.type === 'loki') return lines(target.refId, told.data.result);
    return target.tableType === 'spans' ? spans(target.refId, told.traces) : traces(target.refId, told.traces);
  }
}

/** Values of variables in a regular expression. */
const piped = (value: string | string[]) => [value].flat().join('|');

/** What Tempo's search form asks for, as TraceQL. */
function search(filters: any[]): string {
  const known = filters.filter((one) => one.tag && one.value?.length);
  return `{${known.map((one) => `${one.scope && one.scope !== 'intrinsic' ? `${one.scope}.` : ''}${one.tag}${one.operator}"${[one.value].flat().join('|')}"`).join(' && ')}}`;
}

/** Log lines, newest first. */
function lines(refId: string, streams: any[]): D.DataFrame[] {
  const rows = streams.flatMap(({ stream, values }) => values.map(([at, line, more]: any) => ({ at, line, labels: { ...stream, ...more } }))).sort((a, b) => Number(BigInt(b.at) - BigInt(a.at)));
  if (!rows.length) return [];
  return [
    D.toDataFrame({
      refId,
      meta: { preferredVisualisationType: 'logs', type: 'log-lines' as any },
      fields: [
        { name: 'labels', type: D.FieldType.other, config: {}, values: rows.map((row) => row.labels) },
        { name: 'Time', type: D.FieldType.time, config: {}, values: rows.map((row) => Number(BigInt(row.at) / 1_000_000n)) },
        { name: 'Line', type: D.FieldType.string, config: {}, values: rows.map((row) => row.line) },
        { name: 'tsNs', type: D.FieldType.string, config: {}, values: rows.map((row) => row.at) },
        { name: 'id', type: D.FieldType.string, config: {}, values: rows.map((row, index) => `${row.at}_${index}`) },
      ],
    }),
  ];
}

/** A search's traces, as a table. */
function traces(refId: string, found: any[]): D.DataFrame[] {
  if (!found.length) return [];
  const column = (name: string, type: D.FieldType, values: any[], config = {}) => ({ name, type, values, config });
  return [
    D.toDataFrame({
      refId,
      meta: { preferredVisualisationType: 'table' },
      fields: [
        column('traceID', D.FieldType.string, found.map((one) => one.traceID), { displayNameFromDS: 'Trace ID' }),
        column('startTime', D.FieldType.time, found.map((one) => Number(one.startTimeUnixNano) / 1e6), { displayNameFromDS: 'Start time' }),
        column('traceService', D.FieldType.string, found.map((one) => one.rootServiceName), { displayNameFromDS: 'Service' }),
        column('traceName', D.FieldType.string, found.map((one) => one.rootTraceName), { displayNameFromDS: 'Name' }),
        column('traceDuration', D.FieldType.number, found.map((one) => one.durationMs), { displayNameFromDS: 'Duration', unit: 'ms' }),
      ],
    }),
  ];
}

/** A search's spans, as a table with the attributes that were selected. */
function spans(refId: string, found: any[]): D.DataFrame[] {
  const rows = found.flatMap((trace) => trace.spanSets.flatMap((set: any) => set.spans.map((span: any) => ({ trace, span, more: Object.fromEntries(span.attributes.map(({ key, value }: any) => [key, Object.values(value)[0]])) }))));
  if (!rows.length) return [];
  const column = (name: string, type: D.FieldType, value: (row: any) => any, config = {}) => ({ name, type, values: rows.map(value), config });
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.more)))].sort();
  return [
    D.toDataFrame({
      refId,
      meta: { preferredVisualisationType: 'table' },
      fields: [
        column('traceIdHidden', D.FieldType.string, (row) => row.trace.traceID, { custom: { hidden: true } }),
        column('traceService', D.FieldType.string, (row) => row.trace.rootServiceName, { displayNameFromDS: 'Trace Service' }),
        column('traceName', D.FieldType.string, (row) => row.trace.rootTraceName, { displayNameFromDS: 'Trace Name' }),
        column('spanID', D.FieldType.string, (row) => row.span.spanID, { displayNameFromDS: 'Span ID', unit: 'string' }),
        column('time', D.FieldType.time, (row) => Number(row.span.startTimeUnixNano) / 1e6, { displayNameFromDS: 'Start time' }),
        ...names.map((name) => column(name, D.FieldType.string, (row) => row.more[name], { displayNameFromDS: name })),
        column('duration', D.FieldType.number, (row) => Number(row.span.durationNanos), { displayNameFromDS: 'Duration', unit: 'ns' }),
      ],
    }),
  ];
}
