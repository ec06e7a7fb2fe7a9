// Serves the dashboards over each state, for somebody's own browser, until it is interrupted.
import fs from 'node:fs';
import { bundled } from './build.mjs';
import { serve } from './serve.mjs';

const states = JSON.parse(fs.readFileSync(process.env.STATES, 'utf8'));
console.log('\nMaking the page of the dashboards …');
const server = await serve(states, await bundled());
console.log(`The run on the dashboards: ${server.url}\nCtrl+C ends it.`);
process.on('SIGINT', () => {
  server.stop();
  process.exit(0);
});
