// The panels of the exported dashboards, on the visualizations of @grafana/ui.
import * as D from '@grafana/data';
import * as R from '@grafana/runtime';
import * as U from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import React from 'react';
import { VERSION, theme } from './environment';

const Empty = ({ message, fieldConfig }: any) => (
  <div data-empty style={{ display: 'flex', alignItems: 'center', justifyContent: 'center', height: '100%', width: '100%', color: theme.colors.text.secondary, fontSize: theme.typography.h4.fontSize, textAlign: 'center' }}>{message ?? fieldConfig?.defaults?.noValue ?? 'No data'}</div>
);
const linked = (value: any, draw: (menu: any) => any, style: any) =>
  value.hasLinks && value.getLinks ? <U.DataLinksContextMenu links={value.getLinks} style={style}>{draw}</U.DataLinksContextMenu> : draw({});
const values = (p: any, sparkline: boolean) => () =>
  D.getFieldDisplayValues({ fieldConfig: p.fieldConfig, reduceOptions: p.options.reduceOptions, replaceVariables: p.replaceVariables, theme, data: p.data.series, sparkline, timeZone: p.timeZone } as any);

function Stat(p: any) {
  const { options, title, fieldConfig } = p;
  const textMode = options.textMode === 'auto' && (fieldConfig.defaults.displayName || !title) ? 'value_and_name' : options.textMode;
  const draw = (v: any) =>
    linked(v.value, (menu) => (
      <U.BigValue value={v.value.display} count={v.count} colorMode={options.colorMode} graphMode={options.graphMode} justifyMode={options.justifyMode} textMode={textMode} alignmentFactors={v.alignmentFactors} parentOrientation={v.orientation} width={v.width} height={v.height} theme={theme} onClick={menu.openMenu} className={menu.targetClassName} disableWideLayout={!options.wideLayout} percentChangeColorMode={options.percentChangeColorMode} text={options.text} />
    ), { flexGrow: 1 });
  return <U.VizRepeater getValues={values(p, options.graphMode !== 'none')} getAlignmentFactors={D.getDisplayValueAlignmentFactors as any} renderValue={draw as any} width={p.width} height={p.height} source={p.data} itemSpacing={3} renderCounter={p.renderCounter} autoGrid orientation={options.orientation} />;
}

function BarGauge(p: any) {
  const { options } = p;
  const isManual = options.sizing === 'manual';
  const draw = (v: any) => {
    const { field, display, view, colIndex } = v.value;
    return linked(v.value, (menu) => (
      <U.BarGauge value={display} width={v.width} height={v.height} orientation={v.orientation} field={field} text={options.text} display={view?.getFieldDisplayProcessor(colIndex)} theme={theme} itemSpacing={10} displayMode={options.displayMode} onClick={menu.openMenu} className={menu.targetClassName} alignmentFactors={v.count > 1 ? v.alignmentFactors : undefined} showUnfilled={options.showUnfilled} valueDisplayMode={options.valueMode} namePlacement={options.namePlacement} isOverflow={v.isOverflow} />
    ), { height: '100%' });
  };
  return <U.VizRepeater source={p.data} getAlignmentFactors={D.getDisplayValueAlignmentFactors as any} getValues={values(p, false)} renderCounter={p.renderCounter} width={p.width} height={p.height} minVizWidth={isManual ? options.minVizWidth : 8} minVizHeight={isManual ? options.minVizHeight : 16} maxVizHeight={isManual ? options.maxVizHeight : 300} itemSpacing={options.displayMode === 'lcd' ? 2 : 10} orientation={options.orientation} renderValue={draw as any} />;
}

/** Draws the annotations over a graph. */
function Marks({ config, annotations }: any) {
  React.useLayoutEffect(() => {
    config.addHook('draw', (plot: any) => {
      const { ctx, bbox } = plot;
      ctx.save();
      for (const frame of annotations ?? []) {
        const column = (name: string) => frame.fields.find((one: any) => one.name === name)?.values ?? [];
        column('time').forEach((at: number, row: number) => {
          const left = plot.valToPos(at, 'x', true);
          const right = plot.valToPos(column('timeEnd')[row] ?? at, 'x', true);
          const color = theme.visualization.getColorByName(column('color')[row] ?? 'red');
          Object.assign(ctx, { strokeStyle: color, fillStyle: D.colorManipulator.alpha(color, 0.1), lineWidth: 2 });
          ctx.setLineDash([5, 5]);
          ctx.beginPath();
          ctx.moveTo(left, bbox.top);
          ctx.lineTo(left, bbox.top + bbox.height);
          ctx.stroke();
          if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
        });
      }
      ctx.restore();
    });
  }, [config]);
  return null;
}

function TimeSeries(p: any) {
  const { data, options } = p;
  const frames = React.useMemo(() => {
    const finite = (field: any) => (field.type === 'number' ? { ...field, values: Array.from(field.values, (one: any) => (Number.isFinite(one) ? one : null)) } : field);
    const has = (frame: any, type: string) => frame.fields.some((one: any) => one.type === type);
    return data.series.map((frame: any) => ({ ...frame, fields: frame.fields.map(finite) })).filter((frame: any) => has(frame, 'time') && has(frame, 'number') && frame.length);
  }, [data.series]);
  if (!frames.length) return <Empty {...p} />;
  return <U.TimeSeries frames={frames} structureRev={data.structureRev} timeRange={p.timeRange} timeZone={p.timeZone} width={p.width} height={p.height} legend={options.legend} options={options}>{((config: any) => <Marks config={config} annotations={data.annotations} />) as any}</U.TimeSeries>;
}

function Table(p: any) {
  const { data, options, fieldConfig } = p;
  D.cacheFieldDisplayNames(data.series);
  const main = data.series[options.frameIndex ?? 0] ?? data.series[0];
  if (!data.series.some((one: any) => one.fields.length > 0)) return <Empty {...p} />;
  return <TableNG data={main} width={p.width} height={p.height} noHeader={!options.showHeader} showTypeIcons={options.showTypeIcons} resizable sortBy={options.sortBy} cellHeight={options.cellHeight} maxRowHeight={options.maxRowHeight} frozenColumns={options.frozenColumns?.left} enablePagination={options.enablePagination} timeRange={p.timeRange} fieldConfig={fieldConfig} structureRev={data.structureRev} noValue={fieldConfig.defaults.noValue} enableVirtualization={options.enableVirtualization ?? true} getActions={() => []} {...({} as any)} />;
}

const bucket = ({ name, labels, config }: any) => {
  const most = Number(labels?.le ?? name);
  return Number.isFinite(most) ? D.formattedValueToString(D.getValueFormat(config.unit)(most)) : '+Inf';
};

/** A rough heat map: @grafana/ui has none. */
function Heatmap(p: any) {
  const canvas = React.useRef<HTMLCanvasElement>(null);
  const { data, width, height } = p;
  React.useEffect(() => {
    const ctx = canvas.current?.getContext('2d');
    const frame = data.series[0];
    if (!ctx || !frame) return;
    ctx.clearRect(0, 0, width, height);
    ctx.font = '12px Inter';
    const rows = frame.fields.filter((one: any) => one.type === 'number');
    const most = Math.max(1, ...rows.flatMap((row: any) => Array.from(row.values)));
    const [down, across] = [(height - 20) / Math.max(rows.length, 1), (width - 60) / Math.max(frame.length, 1)];
    rows.forEach((row: any, index: number) => {
      ctx.fillStyle = theme.colors.text.secondary;
      ctx.fillText(bucket(row), 2, height - 20 - index * down - down / 3);
      row.values.forEach((value: number, at: number) => {
        if (value <= 0) return;
        ctx.fillStyle = `rgba(250,130,50,${0.15 + 0.85 * Math.sqrt(value / most)})`;
        ctx.fillRect(60 + at * across, height - 20 - (index + 1) * down, across, down - 1);
      });
    });
  }, [data, width, height]);
  return data.series.length ? <canvas ref={canvas} width={width} height={height} /> : <Empty {...p} />;
}

const Text = (p: any) => <div className="markdown-html" style={{ height: '100%', overflow: 'auto' }} dangerouslySetInnerHTML={{ __html: p.options.mode === 'html' ? D.textUtil.sanitizeTextPanelContent(p.replaceVariables(p.options.content, {}, 'html')) : D.renderTextPanelMarkdown(p.replaceVariables(p.options.content, {}, 'html')) }} />;

/** Log lines in the way of the logs panel, which @grafana/ui has not. */
function Logs(p: any) {
  const frame = p.data.series[0];
  if (!frame?.length) return <Empty {...p} />;
  const column = (name: string) => frame.fields.find((one: any) => one.name === name)?.values ?? [];
  const wrapped = p.options.wrapLogMessage ? 'break-spaces' : 'pre';
  return (
    <div style={{ width: p.width, height: p.height, overflow: 'auto', fontFamily: theme.typography.fontFamilyMonospace, fontSize: theme.typography.bodySmall.fontSize }}>
      {column('Line').map((line: string, row: number) => (
        <div key={row} data-log-line style={{ display: 'flex', gap: 8, padding: '2px 0', color: theme.colors.text.primary }}>
          {p.options.showTime && <span style={{ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }}>{D.dateTimeFormat(column('Time')[row], { timeZone: p.timeZone })}</span>}
          <span style={{ whiteSpace: wrapped, overflowWrap: 'anywhere', minWidth: 0 }}>{line}</span>
        </div>
      ))}
    </div>
  );
}

const HIDE = { tooltip: false, viz: false, legend: false };
const LINEAR = { type: 'linear' };
/** Defaults of each panel's own field options, as far as the exported dashboards use them. */
const OWN: Record<string, Record<string, any>> = {
  timeseries: { drawStyle: 'line', lineInterpolation: 'linear', lineWidth: 1, fillOpacity: 0, gradientMode: 'none', showPoints: 'auto', pointSize: 5, axisPlacement: 'auto', axisLabel: '', axisColorMode: 'text', axisBorderShow: false, scaleDistribution: LINEAR, axisCenteredZero: false, axisSoftMin: undefined, axisSoftMax: undefined, barAlignment: 0, barWidthFactor: 0.6, stacking: { mode: 'none', group: 'A' }, spanNulls: false, insertNulls: false, hideFrom: HIDE, thresholdsStyle: { mode: 'off' }, lineStyle: undefined, axisGridShow: undefined, axisWidth: undefined },
  table: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false, filterable: undefined, width: undefined, minWidth: undefined, hidden: undefined, hideFrom: { viz: false }, wrapHeaderText: false, wrapText: false, footer: undefined, tooltip: undefined },
  heatmap: { hideFrom: HIDE, scaleDistribution: LINEAR },
  stat: {}, bargauge: {}, text: {}, logs: {},
};
const VIEWS: Record<string, any> = { stat: Stat, bargauge: BarGauge, timeseries: TimeSeries, table: Table, heatmap: Heatmap, text: Text, logs: Logs };

function plugin(id: string): D.PanelPlugin {
  const made = new D.PanelPlugin(VIEWS[id]).setPanelOptions(() => {});
  const option = (builder: any, name: string, value: any) => builder.addCustomEditor({ id: name, path: name, name, defaultValue: value, editor: () => null, override: () => null, process: (one: any) => one, shouldApply: () => true });
  made.useFieldConfig({
    standardOptions: { color: { defaultValue: { mode: id === 'timeseries' ? 'palette-classic' : 'thresholds' }, settings: { byValueSupport: true } } } as any,
    useCustomConfig: (builder: any) => Object.entries(OWN[id]).forEach(([name, value]) => option(builder, name, value)),
  });
  (made as any).meta = { id, name: id, info: { version: VERSION, logos: {} }, sort: 1 };
  return made;
}

const standard = (id: string, value?: any, process: any = (one: any) => one): any => ({ id, path: id, name: id, description: '', settings: {}, defaultValue: value, editor: () => null, override: () => null, process, shouldApply: () => true, category: [] });
D.standardFieldConfigEditorRegistry.setInit(() => [
  standard('displayName', undefined, D.displayNameOverrideProcessor),
  ...['unit', 'min', 'max', 'fieldMinMax', 'decimals', 'noValue', 'description', 'filterable', 'actions'].map((id) => standard(id)),
  standard('thresholds', { mode: 'absolute', steps: [{ value: -Infinity, color: 'green' }, { value: 80, color: 'red' }] }, D.thresholdsOverrideProcessor),
  standard('mappings', [], D.valueMappingsOverrideProcessor),
  standard('links', undefined, D.dataLinksOverrideProcessor),
  standard('color', { mode: 'thresholds' }),
]);
D.standardEditorsRegistry.setInit(() => []);
D.standardTransformersRegistry.setInit(() => {
  const known = new Map(Object.values(D.standardTransformers as any).filter((one: any) => one.id).map((one: any) => [one.id, one]));
  return [...known.values()].map((one: any) => ({ id: one.id, name: one.name, transformation: () => one, editor: () => null })) as any;
});

const plugins = Object.fromEntries(Object.keys(VIEWS).map((id) => [id, plugin(id)]));
function known(id: string) {
  if (!plugins[id]) throw new Error(`The preview does not know the panel ${id}: add it to src/panels.tsx.`);
  return plugins[id];
}
R.setPluginImportUtils({ importPanelPlugin: async (id: string) => known(id), getPanelPluginFromCache: (id: string) => plugins[id] } as any);
