// An exported dashboard as a scene.
import * as D from '@grafana/data';
import * as S from '@grafana/scenes';
import * as U from '@grafana/ui';
import React from 'react';
import { params } from './environment';

function panel(one: any): S.VizPanel {
  const queries = new S.SceneQueryRunner({ queries: (one.targets ?? []).map((target: any) => ({ ...target })), datasource: one.datasource, minInterval: one.interval, maxDataPoints: one.maxDataPoints, dataLayerFilter: { panelId: one.id } });
  const $data = new S.SceneDataTransformer({ $data: queries, transformations: one.transformations ?? [] });
  const $timeRange = one.timeFrom ? new S.SceneTimeRange({ from: `now-${one.timeFrom}`, to: 'now', timeZone: 'utc' }) : undefined;
  return new S.VizPanel({ key: `panel-${one.id}`, title: one.title, description: one.description, pluginId: one.type, options: one.options, fieldConfig: one.fieldConfig, $data: one.targets?.length ? $data : undefined, $timeRange, displayMode: one.transparent ? 'transparent' : 'default', hoverHeader: !one.title, titleItems: [] });
}

function variable(one: any): S.SceneVariable {
  const common = { name: one.name, label: one.label, description: one.description, hide: one.hide, skipUrlSync: one.skipUrlSync };
  const chosen = { value: one.current?.value ?? '', text: one.current?.text ?? '' };
  const many = { isMulti: one.multi, includeAll: one.includeAll, allValue: one.allValue };
  switch (one.type) {
    case 'datasource':
      return new S.DataSourceVariable({ ...common, ...chosen, ...many, pluginId: one.query, regex: one.regex ?? '' });
    case 'query':
      return new S.QueryVariable({ ...common, ...chosen, ...many, query: one.query, datasource: one.datasource, sort: one.sort, refresh: one.refresh, regex: one.regex, allowCustomValue: one.allowCustomValue, definition: one.definition });
    case 'custom':
      return new S.CustomVariable({ ...common, ...chosen, ...many, query: one.query, defaultToAll: !!one.includeAll });
    case 'constant':
      return new S.ConstantVariable({ ...common, value: one.current?.value ?? one.query, hide: 2 as any, skipUrlSync: true });
    case 'textbox':
      return new S.TextBoxVariable({ ...common, value: one.current?.value ?? one.query ?? '' });
  }
  throw new Error(`The preview does not know variables of type ${one.type}: add it to src/board.tsx.`);
}

/** Panels in the grid, those after an open row inside it. */
function grid(board: any): S.SceneGridLayout {
  const item = (one: any) => new S.SceneGridItem({ x: one.gridPos.x, y: one.gridPos.y, width: one.gridPos.w, height: one.gridPos.h, body: panel(one) });
  const children: any[] = [];
  let open: S.SceneGridRow | undefined;
  for (const one of board.panels) {
    if (one.type === 'row') {
      const row = new S.SceneGridRow({ key: `row-${one.id}`, title: one.title, isCollapsed: !!one.collapsed, y: one.gridPos.y, children: (one.panels ?? []).map(item) });
      open = one.collapsed ? undefined : row;
      children.push(row);
    } else if (open) open.setState({ children: [...open.state.children, item(one)] });
    else children.push(item(one));
  }
  return new S.SceneGridLayout({ isLazy: false, children });
}

/** The links beside the time picker. */
class Links extends S.SceneObjectBase<any> {
  static Component = ({ model }: any) => {
    const { value } = S.sceneGraph.getTimeRange(model).useState();
    const { links } = model.useState();
    const href = (one: any) => {
      const url = S.sceneGraph.interpolate(model, one.url);
      const whole = one.keepTime ? D.urlUtil.appendQueryToUrl(url, D.urlUtil.toUrlParams({ from: value.raw.from, to: value.raw.to })) : url;
      return D.textUtil.sanitizeUrl(whole);
    };
    return <div style={{ display: 'flex', gap: 8 }}>{links.map((one: any) => <U.LinkButton key={one.title} href={href(one)} variant="secondary" icon="apps" size="sm" tooltip={one.tooltip}>{one.title}</U.LinkButton>)}</div>;
  };
}

/** An end of the range, which links give as milliseconds or in words. */
function moment(name: 'from' | 'to', board: any): string {
  const asked = params.get(name) ?? board.time[name];
  return /^\d+$/.test(asked) ? new Date(Number(asked)).toISOString() : asked;
}

export function scene(board: any): S.EmbeddedScene {
  const own = (board.annotations?.list ?? []).filter((one: any) => one.datasource?.uid !== '-- Grafana --');
  const layers = own.map((one: any) => new S.dataLayers.AnnotationsDataLayer({ key: `annotations-${one.name}`, query: one, name: one.name, isEnabled: one.enable, isHidden: one.hide }));
  const all = board.panels.flatMap((one: any) => [one, ...(one.panels ?? [])]);
  const viewed = all.find((one: any) => String(one.id) === params.get('viewPanel')?.replace('panel-', ''));
  return new S.EmbeddedScene({
    $timeRange: new S.SceneTimeRange({ from: moment('from', board), to: moment('to', board), timeZone: 'utc' }),
    $variables: new S.SceneVariableSet({ variables: board.templating.list.map(variable) }),
    $data: new S.SceneDataLayerSet({ layers }),
    controls: [new S.VariableValueSelectors({}), new S.SceneDataLayerControls(), new S.SceneControlsSpacer(), new Links({ links: board.links }), new S.SceneTimePicker({}), new S.SceneRefreshPicker({ refresh: '' })],
    body: viewed ? new S.SceneFlexLayout({ children: [new S.SceneFlexItem({ minHeight: 500, body: panel(viewed) })] }) : grid(board),
  });
}

/** Opens every row that is closed. */
export function openRows(one: S.EmbeddedScene) {
  const layout = one.state.body;
  if (!(layout instanceof S.SceneGridLayout)) return;
  for (const child of layout.state.children) if (child instanceof S.SceneGridRow && child.state.isCollapsed) layout.toggleRow(child);
}
