// Serves the page, the exported dashboards and Grafana's icons and fonts; passes questions on to each state's Prometheus.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { telemetry } from './telemetry.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);
const boards = process.env.EXPORTED ? path.join(process.env.EXPORTED, 'grafana') : path.join(here, '..', 'grafana');
const modules = path.join(here, 'node_modules');
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.woff2': 'font/woff2', '.png': 'image/png', '.md': 'text/plain; charset=utf-8' };
const WEIGHTS = { Regular: '400-normal', Medium: '500-normal', Italic: '400-italic', MediumItalic: '500-italic', SemiBold: '600-normal' };
/** Grafana's one file of a font has all letters, here those of Russian have a file of their own. */
const CYRILLIC = ['400', '500', '600'].map((weight) => `@font-face{font-family:Inter;font-weight:${weight};src:url(/public/fonts/cyrillic/${weight}.woff2);unicode-range:U+0400-04FF}`).join('');
const PAGE = `<!doctype html><html><head><meta charset="utf-8"><base href="/"><link rel="icon" href="data:,"><link rel="stylesheet" href="/bundle/main.css"><style>${CYRILLIC}</style></head><body style="margin:0"><div id="app"></div><script>window.__grafana_public_path__="/public/";window.grafanaBootData={settings:{},user:{},navTree:[]}</script><script src="/bundle/main.js"></script></body></html>`;

function file(url, bundle) {
  const font = url.match(/^\/public\/fonts\/inter\/Inter-(\w+)\.woff2$/);
  if (font) return path.join(modules, '@fontsource/inter/files', `inter-latin-${WEIGHTS[font[1]] ?? '400-normal'}.woff2`);
  const cyrillic = url.match(/^\/public\/fonts\/cyrillic\/(\d+)\.woff2$/);
  if (cyrillic) return path.join(modules, '@fontsource/inter/files', `inter-cyrillic-${cyrillic[1]}-normal.woff2`);
  if (url.startsWith('/public/fonts/roboto/')) return path.join(modules, '@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2');
  const image = url.match(/^\/public\/(?:build\/)?img\/(.*)$/);
  if (image) return path.join(modules, '@grafana/ui/dist/public/img', image[1]);
  if (url.startsWith('/bundle/')) return path.join(bundle, path.basename(url));
  if (/^\/\w+\.md$/.test(url)) return path.join(here, '../../docs/runbooks', path.basename(url));
  if (url.startsWith('/boards/')) return path.join(boards, path.basename(url));
  return undefined;
}

/** Where a dashboard is of which the address names no state: over the first one, in its time. */
function completed(states, url) {
  const [state] = states;
  const asked = new URLSearchParams(url.search);
  const more = { theme: 'dark', state: state.name, ...(asked.has('from') ? {} : { from: state.from ?? 'now-1h', to: state.to ?? 'now' }) };
  for (const [name, value] of Object.entries(more)) asked.set(name, value);
  return `${url.pathname === '/' ? '/d/genai-triage-overview' : url.pathname}?${asked}`;
}

/** Starts the server on a free port; returns its address and how to stop it. */
export async function serve(states, bundle) {
  const server = http.createServer((asked, answer) => {
    const url = new URL(asked.url, 'http://here');
    const to = url.pathname.match(/^\/prometheus\/([^/]+)(\/.*)$/);
    if (to) return pass(states.find((one) => one.name === to[1]).url + to[2] + url.search, asked, answer);
    const recorded = url.pathname.match(/^\/(tempo|loki)\/([^/]+)\//);
    if (recorded) return json(answer, telemetry(recorded[1], states.find((one) => one.name === recorded[2]), url.searchParams));
    const found = file(url.pathname, bundle);
    if (found && fs.existsSync(found)) {
      answer.writeHead(200, { 'content-type': TYPES[path.extname(found)] ?? 'application/octet-stream', 'cache-control': 'max-age=3600' });
      return fs.createReadStream(found).pipe(answer);
    }
    // A few icons of Grafana's own are not in the package.
    if (url.pathname.endsWith('.svg')) return answer.writeHead(200, { 'content-type': TYPES['.svg'] }).end('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>');
    if (url.pathname === '/' || (url.pathname.startsWith('/d/') && !url.searchParams.has('state'))) return answer.writeHead(302, { location: completed(states, url) }).end();
    if (url.pathname.startsWith('/d/')) return answer.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    return url.pathname === '/bundle/main.css' ? answer.writeHead(200, { 'content-type': 'text/css' }).end() : answer.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => { server.closeAllConnections(); server.close(); } };
}

const json = (answer, told) => answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));

function pass(url, asked, answer) {
  const onward = http.request(url, { method: asked.method, headers: { 'content-type': asked.headers['content-type'] ?? '' } }, (got) => {
    answer.writeHead(got.statusCode, { 'content-type': 'application/json' });
    got.pipe(answer);
  });
  onward.on('error', (problem) => json(answer, { status: 'error', errorType: 'unreachable', error: String(problem) }));
  asked.pipe(onward);
}
