// Draws each dashboard in each state, at each width and theme, and tells what cannot be read or does not lead where it says.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { bundled } from './build.mjs';
import { CHECKS, judgeBoard } from './checks.mjs';
import { serve } from './serve.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);
const out = process.env.EXPORTED ?? path.join(here, 'out');
const HEIGHTS = { 1366: 768, 1920: 1080 };
const chosen = (name, all) => (process.env[name] ? process.env[name].split(',') : all);
const states = JSON.parse(fs.readFileSync(process.env.STATES, 'utf8'));
const widths = chosen('WIDTH', Object.keys(HEIGHTS)).map(Number);
const themes = chosen('THEME', ['dark', 'light']);
const boards = chosen('BOARD', ['overview', 'class', 'provider']);
const checks = chosen('CHECK', Object.keys(CHECKS));
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Which pictures the documentation shows, by their names there. */
const PICTURES = { 'overview.png': 'outage-overview-1366-dark', 'class.png': 'one-class-1366-dark', 'provider.png': 'outage-provider-1366-light' };
const images = path.join(here, '..', '..', 'docs', 'images');
/** The theme in which a width is drawn to the dashboard's end, with every row open. */
const WHOLE_IN = { 1366: 'dark', 1920: 'light' };
const PATIENCE = 120_000;

/** Every page there is to draw. */
function* jobs() {
  for (const state of states)
    for (const board of boards)
      for (const theme of themes) for (const width of widths) yield { state, board, theme, width, height: HEIGHTS[width] ?? Math.round((width * 9) / 16), name: `${state.name}-${board}-${width}-${theme}` };
}

function address(server, { state, board, theme }) {
  const asked = new URLSearchParams({ theme, state: state.name, from: `now-${state.last % 86400 ? `${state.last / 3600}h` : `${state.last / 86400}d`}`, to: 'now' });
  if (board === 'class') for (const [name, value] of Object.entries(state.chosen)) asked.set(`var-${name}`, value);
  for (const [name, value] of new URLSearchParams(process.env.VARS ?? '')) asked.append(name, value);
  return `${server.url}/d/genai-triage-${board}?${asked}`;
}

/** Stops the page's clock. */
function still(now) {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [now]));
    }
    static now() {
      return now;
    }
  };
}

/** Waits until nothing is asked any more and the page has drawn what it got. */
async function settled(page) {
  await page.waitForFunction(() => window.__looks?.started && window.__looks.queries.length > 0, null, { timeout: PATIENCE, polling: 50 });
  await page.evaluate(
    (patience) =>
      new Promise((done, failed) => {
        const began = performance.now();
        let quiet = 0;
        let seen = -1;
        const look = () => {
          const { inflight, queries } = window.__looks;
          quiet = inflight === 0 && queries.length === seen ? quiet + 1 : 0;
          seen = queries.length;
          if (quiet >= 5) return done();
          if (performance.now() - began > patience) return failed(new Error('The queries do not end.'));
          setTimeout(look, 60);
        };
        look();
      }),
    PATIENCE
  );
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 50))));
}

async function draw(context, server, job) {
  const page = await context.newPage();
  const errors = [];
  page.on('console', (said) => said.type() === 'error' && !/status of 404/.test(said.text()) && errors.push(said.text()));
  page.on('response', (got) => got.status() === 404 && errors.push(`nothing is at ${new URL(got.url()).pathname}`));
  page.on('pageerror', (problem) => errors.push(String(problem.stack ?? problem)));
  try {
    await page.setViewportSize({ width: job.width, height: job.height });
    await page.addInitScript(still, job.state.now * 1000);
    await page.goto(address(server, job), { timeout: PATIENCE });
    await settled(page);
    await page.screenshot({ path: path.join(out, `${job.name}.png`) });
    const first = await read(page);
    const known = { errors, job, critical: await critical(job.state) };
    const all = process.env.FULL || WHOLE_IN[job.width] === job.theme ? await whole(page, job) : first;
    return judgeBoard({ ...known, ...first }, { ...known, ...all }, checks);
  } catch (problem) {
    return [`page: ${problem.message}`, ...errors];
  } finally {
    await page.close();
  }
}

/** What the page has asked, and what is seen on it. */
const read = (page) => page.evaluate(() => ({ queries: window.__looks.queries, facts: window.__looks.facts() }));

/** The critical alerts that fire in a state, by service and provider. */
async function critical({ url, now }) {
  const query = 'max by (alertname, job, gen_ai_provider_name) (ALERTS{alertstate="firing",severity="critical"})';
  const told = await (await fetch(`${url}/api/v1/query?${new URLSearchParams({ query, time: String(now) })}`)).json();
  return told.data.result.map((one) => one.metric);
}

/** Draws the dashboard to its end, with every row open, and reads it. */
async function whole(page, job) {
  await page.evaluate(() => window.__looks.openRows());
  await settled(page);
  const height = await page.evaluate(() => document.getElementById('scroll').scrollHeight + 81);
  await page.setViewportSize({ width: job.width, height: Math.min(height, 8000) });
  await settled(page);
  await page.screenshot({ path: path.join(out, `${job.name}-full.png`) });
  return read(page);
}

/** Copies the chosen pictures to the documentation. */
function publish() {
  fs.mkdirSync(images, { recursive: true });
  for (const [name, drawn] of Object.entries(PICTURES)) {
    const from = path.join(out, `${drawn}.png`);
    if (fs.existsSync(from)) fs.copyFileSync(from, path.join(images, name));
  }
}

async function main() {
  fs.mkdirSync(out, { recursive: true });
  const executablePath = BROWSERS.find((one) => fs.existsSync(one));
  if (!executablePath) throw new Error('No Chromium is installed: apt-get install chromium.');
  const server = await serve(states, await bundled());
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'] });
  let failed = 0;
  try {
    const waiting = [...jobs()];
    const worker = async () => {
      // A context of its own: two pages that fill one cache with the same bundle break it.
      const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce' });
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        const began = Date.now();
        const problems = await draw(context, server, job);
        failed += problems.length;
        console.log(`${job.name}  ${((Date.now() - began) / 1000).toFixed(1)} s`);
        for (const one of problems) console.log(`  ${one}`);
      }
    };
    await Promise.all([worker(), worker()]);
  } finally {
    await browser.close();
    server.stop();
  }
  if (process.env.PICTURES) publish();
  console.log(failed ? `${failed} things are wrong; pictures: ${path.relative(process.cwd(), out)}` : `All is well; pictures: ${path.relative(process.cwd(), out)}`);
  return failed ? 1 : 0;
}

main().then((status) => process.exit(status), (problem) => { console.error(problem.message); process.exit(1); });
