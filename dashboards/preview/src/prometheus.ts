// A data source that asks Prometheus' HTTP API and makes Grafana's frames of the answers.
import * as D from '@grafana/data';
import { from as observed, of } from 'rxjs';
import { W, awaited } from './environment';

const LEAST = 60_000; // the scrape interval that is set in the data source, in milliseconds
const seconds = (ms: number) => `${Math.round(ms / 1000)}s`;
type Series = { metric: Record<string, string>; values: [number, string][] };
type Interpolate = (text: string, scoped?: any, format?: any) => string;

/** Values of variables inside a regular expression inside a string of PromQL. */
function escaped(value: string | string[], variable: any): string {
  if (!variable.multi && !variable.includeAll) return String(value).replace(/[\\']/g, '\\\\$&');
  const each = [value].flat().map((one) => one.replace(/\\/g, '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&'));
  return each.length === 1 ? each[0] : `(${each.join('|')})`;
}

function legend(format: string | undefined, labels: Record<string, string>, expr: string): string {
  if (format === '__auto' && Object.keys(labels).length) return '';
  if (format && format !== '__auto') return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name) => labels[name] ?? '');
  const rest = Object.entries(labels).filter(([name]) => name !== '__name__').map(([name, value]) => `${name}="${value}"`);
  return `${labels.__name__ ?? ''}{${rest.join(', ')}}` === '{}' ? expr : `${labels.__name__ ?? ''}{${rest.join(', ')}}`;
}

const number = (text: string) => (text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text));

export class Prometheus {
  type = 'prometheus';
  interval = seconds(LEAST);
  annotations = { prepareAnnotation: (one: any) => one, prepareQuery: (one: any) => ({ ...one.target, annotation: true }), processEvents: (one: any, frames: D.DataFrame[]) => of(events(one, frames)) };

  constructor(public uid: string, public name: string, public meta: any, private url: string, private interpolate: Interpolate) {}

  getRef() {
    return { uid: this.uid, type: this.type };
  }

  query(request: any) {
    return observed(awaited(this.answered(request)));
  }

  /** Values for a variable. */
  async metricFindQuery(asked: any, options: any) {
    const query = this.interpolate(typeof asked === 'string' ? asked : asked.query, options?.scopedVars, escaped);
    const times = { start: String(options.range.from.valueOf() / 1000), end: String(options.range.to.valueOf() / 1000) };
    const labels = query.match(/^label_values\((?:(.*),)?\s*([a-zA-Z_]\w*)\s*\)$/s);
    if (labels) {
      const found = await awaited(this.ask(`label/${labels[2]}/values`, { ...times, ...(labels[1] ? { 'match[]': labels[1].trim() } : {}) }, 'GET'));
      return found.map((text: string) => ({ text, value: text, expandable: true }));
    }
    const result = query.match(/^query_result\((.*)\)$/s);
    if (!result) throw new Error(`This query of a variable is not known here: ${query}`);
    const found = await awaited(this.ask('query', { query: result[1], time: times.end }));
    return found.result.map((one: any) => ({ text: legend(undefined, one.metric, '') + ` ${one.value[1]} ${one.value[0] * 1000}`, expandable: true }));
  }

  private async ask(path: string, form: Record<string, string>, method = 'POST') {
    const body = new URLSearchParams(form);
    const answer = await fetch(`${this.url}/api/v1/${path}${method === 'GET' ? `?${body}` : ''}`, method === 'POST' ? { method, body } : {});
    const told = await answer.json();
    if (told.status !== 'success') throw new Error(`${told.errorType}: ${told.error}`);
    if (told.warnings) console.warn('Prometheus warns', told.warnings);
    return told.data;
  }

  private async answered(request: any) {
    const errors: any[] = [];
    const targets = request.targets.filter((one: any) => !one.hide && one.expr);
    const parts = await Promise.all(
      targets.map(async (target: any) => {
        try {
          return { target, ...(await this.frames(target, request)) };
        } catch (problem: any) {
          errors.push({ refId: target.refId, message: problem.message });
          return { target, step: LEAST, frames: [] as D.DataFrame[] };
        }
      })
    );
    const heat = parts.filter(({ target }) => target.format === 'heatmap').flatMap(({ target, frames }) => buckets(target, frames));
    const tables = parts.filter(({ target, frames }) => target.format === 'table' && frames.length);
    const plain = parts.filter(({ target }) => !['heatmap', 'table'].includes(target.format)).flatMap(({ frames }) => frames);
    return { data: [...plain, ...tables.map(({ target, frames }) => table(target.refId, frames, tables.length)), ...heat], errors, state: errors.length ? D.LoadingState.Error : D.LoadingState.Done };
  }

  /** A frame for each series. */
  private async frames(target: any, request: any) {
    const [from, to] = [request.range.from.valueOf(), request.range.to.valueOf()];
    const least = target.interval ? D.rangeUtil.intervalToMs(this.interpolate(target.interval, request.scopedVars)) : LEAST;
    const most = D.rangeUtil.roundInterval((to - from) / 11_000);
    const step = Math.max(D.rangeUtil.roundInterval((to - from) / (request.maxDataPoints || 1500)), least, most);
    const rate = Math.max(step + least, 4 * least);
    const built: Record<string, string> = { __interval_ms: String(step), __interval: seconds(step), __rate_interval_ms: String(rate), __rate_interval: seconds(rate), __range_ms: String(to - from), __range_s: String(Math.round((to - from) / 1000)), __range: seconds(to - from) };
    const text = target.expr.replace(/\$(?:(__\w+)|\{(__\w+)\})/g, (all: string, one: string, two: string) => built[one ?? two] ?? all);
    const expr = this.interpolate(text, request.scopedVars, escaped);
    const note: any = { panel: request.panelId, refId: target.refId, expr };
    W.__looks.queries.push(note);
    const began = performance.now();
    const frames: D.DataFrame[] = [];
    try {
      if (target.range || !target.instant) {
        const form = { query: expr, start: String((Math.floor(from / step) * step) / 1000), end: String((Math.floor(to / step) * step) / 1000), step: String(step / 1000) };
        frames.push(...(await this.ask('query_range', form)).result.map((one: Series) => frame(target, one, expr, step, 'matrix')));
      }
      if (target.instant) {
        const { result, resultType } = await this.ask('query', { query: expr, time: String(to / 1000) });
        const found = resultType === 'scalar' ? [{ metric: {}, value: result }] : result;
        frames.push(...found.map((one: any) => frame(target, { metric: one.metric, values: [one.value] }, expr, step, 'vector')));
      }
    } catch (problem: any) {
      note.error = problem.message;
      throw problem;
    } finally {
      note.ms = performance.now() - began;
      note.series = frames.length;
    }
    return { frames, step };
  }
}

function frame(target: any, { metric, values }: Series, expr: string, step: number, resultType: string): D.DataFrame {
  const name = legend(target.legendFormat, metric, expr);
  const read = values.map(([, text]) => number(text));
  return D.toDataFrame({
    refId: target.refId,
    name,
    meta: { type: resultType === 'matrix' ? 'timeseries-multi' : 'numeric-multi', typeVersion: [0, 1], custom: { resultType } },
    fields: [
      { name: 'Time', type: D.FieldType.time, config: { interval: step }, values: values.map(([at]) => at * 1000) },
      { name: 'Value', type: D.FieldType.number, labels: metric, config: name ? { displayNameFromDS: name } : {}, values: read },
    ],
  });
}

/** The table of a query: a row for each sample. The last column is `Value` if only one query of the panel found something. */
function table(refId: string, frames: D.DataFrame[], queries: number): D.DataFrame {
  const labels = [...new Set(frames.flatMap((one) => Object.keys(one.fields[1].labels ?? {})))].sort();
  const rows = frames.flatMap((one) => Array.from(one.fields[0].values, (at, row) => ({ at, value: one.fields[1].values[row], labels: one.fields[1].labels ?? {} })));
  return D.toDataFrame({
    refId,
    meta: { preferredVisualisationType: 'rawPrometheus' },
    fields: [
      { name: 'Time', type: D.FieldType.time, config: {}, values: rows.map((row) => row.at) },
      ...labels.map((name) => ({ name, type: name === 'le' ? D.FieldType.number : D.FieldType.string, config: { filterable: true }, values: rows.map((row) => (name === 'le' ? number(row.labels[name]) : row.labels[name] ?? '')) })),
      { name: queries > 1 ? `Value #${refId}` : 'Value', type: D.FieldType.number, config: {}, values: rows.map((row) => row.value) },
    ],
  });
}

/** Prometheus counts each bucket with all smaller ones; a heat map wants each alone, from the smallest up. */
function buckets(target: any, frames: D.DataFrame[]): D.DataFrame[] {
  if (!frames.length) return [];
  const sorted = [...frames].sort((a, b) => number(a.fields[1].labels!.le) - number(b.fields[1].labels!.le));
  const times = [...new Set(sorted.flatMap((one) => Array.from(one.fields[0].values)))].sort((a, b) => a - b);
  let below = times.map(() => 0);
  const fields = sorted.map((one) => {
    const at = new Map(Array.from(one.fields[0].values, (time, row) => [time, one.fields[1].values[row]]));
    const all = times.map((time, row) => at.get(time) ?? below[row]);
    const alone = all.map((count, row) => Math.max(0, count - below[row]));
    below = all;
    return { ...one.fields[1], name: one.fields[1].labels!.le, config: {}, values: alone };
  });
  return [D.toDataFrame({ refId: target.refId, meta: { type: 'heatmap-rows' as any }, fields: [{ ...sorted[0].fields[0], values: times }, ...fields] })];
}

/** An event for each unbroken run of samples above 0. */
function events(annotation: any, frames: D.DataFrame[]) {
  return frames.flatMap((one) => {
    const [time, value] = one.fields;
    const step = time.config.interval ?? LEAST;
    const labels = value.labels ?? {};
    const said = (text?: string) => (text ?? '').replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name) => labels[name] ?? '');
    const found: any[] = [];
    Array.from(time.values).forEach((at: number, row) => {
      if (!value.values[row]) return;
      const last = found[found.length - 1];
      if (last && last.timeEnd + step >= at) Object.assign(last, { timeEnd: at, isRegion: true });
      else found.push({ time: at, timeEnd: at, title: said(annotation.titleFormat), text: said(annotation.textFormat), tags: [], annotation, source: annotation, color: annotation.iconColor, isRegion: false });
    });
    return found;
  });
}
