// The page that the driver opens: one dashboard in Grafana's frame.
import { css } from '@emotion/css';
import * as D from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import * as R from '@grafana/runtime';
import * as S from '@grafana/scenes';
import * as U from '@grafana/ui';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { W, theme } from './environment';
import './sources';
import './facts';
import './panels';
import { openRows, scene } from './board';

const unknown = (url: string) => {
  throw new Error(`The preview does not answer ${url}.`);
};
R.setBackendSrv({ fetch: ({ url }: any) => unknown(url), get: unknown, post: unknown, request: ({ url }: any) => unknown(url), resolveCancelerIfExists() {} } as any);
R.setEchoSrv({ addEvent() {}, addBackend() {}, flush() {} } as any);
R.setAppEvents(new D.EventBusSrv());
R.setLocationSrv({ update() {} } as any);
for (const [name, value] of Object.entries({ setPluginLinksHook: { isLoading: false, links: [] }, setPluginComponentsHook: { isLoading: false, components: [] }, setReturnToPreviousHook: () => {}, setChromeHeaderHeightHook: 80 })) (R as any)[name]?.(() => value);

const bar = css({ height: 40, flex: 'none', display: 'flex', alignItems: 'center', padding: '0 16px', gap: 4, color: theme.colors.text.secondary, background: theme.colors.background.primary, borderBottom: `1px solid ${theme.colors.border.weak}` });
const page = css({ display: 'flex', height: '100vh', flexDirection: 'column', background: theme.colors.background.canvas });
const scroller = css({ flex: 1, overflow: 'auto', padding: '0 16px 16px', minWidth: 0 });

function Drawn({ model }: { model: S.EmbeddedScene }) {
  return S.useUrlSync(model, { updateUrlOnInit: false }) ? <model.Component model={model} /> : null;
}

async function start() {
  await initPluginTranslations('grafana').catch(() => {});
  const board = await (await fetch(`/boards/${location.pathname.split('/')[2]}.json`)).json();
  const model = scene(board);
  Object.assign(W.__looks, { scene: model, openRows: () => openRows(model), board });
  createRoot(document.getElementById('app')!).render(
    <BrowserRouter><D.ThemeContext.Provider value={theme}><R.LocationServiceProvider service={R.locationService}>
      <U.GlobalStyles />
      <div className={page}>
        <div className={bar}>Home › Dashboards › GenAI › <b style={{ color: theme.colors.text.primary }}>{board.title}</b></div>
        <div className={bar} />
        <div id="scroll" className={scroller}><Drawn model={model} /></div>
      </div>
      <U.PortalContainer />
    </R.LocationServiceProvider></D.ThemeContext.Provider></BrowserRouter>
  );
  W.__looks.started = true;
}
start().catch((problem) => {
  console.error(problem);
  document.body.innerText = String(problem.stack ?? problem);
});
