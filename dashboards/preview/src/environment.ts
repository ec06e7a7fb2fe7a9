// Grafana's configuration and theme, as its start page would give them.
import * as D from '@grafana/data';
import * as R from '@grafana/runtime';

export const W = window as any;
export const params = new URLSearchParams(location.search);
export const mode = params.get('theme') === 'light' ? 'light' : 'dark';
export const theme = D.createTheme({ colors: { mode } });
export const VERSION = '13.2.3';

/** What is under way and what was asked; the driver waits until nothing is, and reads the rest. */
W.__looks = { inflight: 0, queries: [], started: false };

const config: any = R.config;
Object.assign(config, {
  theme2: theme,
  theme: theme.v1,
  timeFormat24: true,
  minRefreshInterval: '5s',
  appSubUrl: '',
  appUrl: `${location.origin}/`,
  unifiedAlerting: {},
  featureToggles: config.featureToggles ?? {},
  buildInfo: { version: VERSION, env: 'production', edition: 'oss' },
});
config.bootData = { ...config.bootData, user: { ...config.bootData?.user, timezone: 'utc', theme: mode, weekStart: '', permissions: {} }, settings: config };
W.grafanaBootData = config.bootData;
D.locationUtil.initialize({ config, getVariablesUrlParams: () => ({}), getTimeRangeForUrl: () => ({ from: params.get('from')!, to: params.get('to')! }) } as any);

/** Counts a promise among what is under way. */
export async function awaited<T>(work: Promise<T>): Promise<T> {
  W.__looks.inflight++;
  try {
    return await work;
  } finally {
    W.__looks.inflight--;
  }
}
