// The data sources of the installation that is drawn, and the services through which panels reach them.
import * as D from '@grafana/data';
import * as R from '@grafana/runtime';
import * as S from '@grafana/scenes';
import { catchError, from, map, mergeMap, of, startWith } from 'rxjs';
import { W, params } from './environment';
import { Prometheus } from './prometheus';
import { Recorded } from './telemetry';

const state = params.get('state')!;
const described = (type: string) => ({ id: type, name: type, type: 'datasource', metrics: type === 'prometheus', annotations: true, alerting: true, info: { logos: { small: '', large: '' } }, module: '', baseUrl: '' });
const settings = (uid: string, type = uid): any => ({
  uid, type, name: uid[0].toUpperCase() + uid.slice(1), access: 'proxy', url: `/api/datasources/proxy/uid/${uid}`, isDefault: type === 'prometheus', readOnly: true, id: 1, meta: described(type),
  jsonData: type === 'prometheus' ? { httpMethod: 'POST', timeInterval: '60s' } : {},
});
const LIST = [settings('prometheus'), settings('tempo'), settings('loki')];
const interpolate = (text: string, scoped?: any, format?: any) => (W.__looks.scene ? S.sceneGraph.interpolate(scoped?.__sceneObject?.value?.valueOf() ?? W.__looks.scene, text, scoped, format) : text);

R.setTemplateSrv({ getVariables: () => [], replace: interpolate, containsTemplate: (text?: string) => /\$|\[\[/.test(text ?? ''), updateTimeRange() {} } as any);

const made: Record<string, any> = {};
function find(wanted: any, scoped?: any) {
  let name = typeof wanted === 'string' ? wanted : (wanted?.uid ?? LIST.find((one) => one.type === wanted?.type)?.uid);
  name = name ? interpolate(name, scoped) : name;
  return !name || name === 'default' ? LIST[0] : LIST.find((one) => one.uid === name || one.name === name);
}
R.setDataSourceSrv({
  get: async (wanted: any, scoped?: any) => {
    const found = find(wanted, scoped);
    if (!found) throw new Error(`There is no data source ${JSON.stringify(wanted)}`);
    return (made[found.uid] ??= found.type === 'prometheus' ? new Prometheus(found.uid, found.name, found.meta, `/prometheus/${state}`, interpolate) : new Recorded(found, interpolate));
  },
  getList: (filter: any = {}) => LIST.filter((one) => [filter.pluginId, filter.type].flat().every((type) => !type || one.type === type) && (!filter.filter || filter.filter(one))),
  getInstanceSettings: find,
  reload: async () => {},
  registerRuntimeDataSource() {},
} as any);

R.setRunRequest(((source: any, request: any, run?: any) => {
  const base: any = { series: [], state: D.LoadingState.Loading, timeRange: request.range, request };
  const failed = (message: string) => {
    W.__looks.queries.push({ panel: request.panelId, expr: JSON.stringify(request.targets), error: message });
    return { ...base, state: D.LoadingState.Error, error: { message }, errors: [{ message }] };
  };
  return from(Promise.resolve(run ? run(request) : source.query(request))).pipe(
    mergeMap((answer: any) => (answer?.subscribe ? answer : of(answer))),
    map((answer: any) => {
      const frames = (answer.data ?? []).map((one: any) => (one?.fields || one?.columns ? D.toDataFrame(one) : one));
      const isAnnotation = (one: any) => one.meta?.dataTopic === D.DataTopic.Annotations;
      const errors = answer.errors ?? [];
      return { ...base, state: answer.state ?? D.LoadingState.Done, series: frames.filter((one: any) => !isAnnotation(one)), annotations: frames.filter(isAnnotation), errors, error: errors[0] };
    }),
    catchError((problem) => of(failed(problem.message ?? String(problem)))),
    startWith(base)
  );
}) as any);
