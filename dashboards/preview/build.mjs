// Bundles the page once; the second time only if a source or the lock file is newer.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const out = path.join(here, 'out', 'bundle', 'main.js');

const newest = (folder) =>
  Math.max(...fs.readdirSync(folder, { withFileTypes: true }).map((one) => {
    const file = path.join(folder, one.name);
    return one.isDirectory() ? newest(file) : fs.statSync(file).mtimeMs;
  }));

export async function bundled() {
  const sources = [newest(path.join(here, 'src')), ...['package-lock.json', 'build.mjs'].map((f) => fs.statSync(path.join(here, f)).mtimeMs)];
  if (fs.existsSync(out) && fs.statSync(out).mtimeMs > Math.max(...sources)) return path.dirname(out);
  const module = (name) => path.join(here, 'node_modules', name);
  await build({
    entryPoints: [path.join(here, 'src', 'main.tsx')],
    outfile: out,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    jsx: 'transform',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'window' },
    loader: Object.fromEntries(['.svg', '.png', '.woff2', '.woff', '.ttf'].map((kind) => [kind, 'dataurl'])),
    mainFields: ['browser', 'module', 'main'],
    // One router, and a sanitizer that notes what it was given.
    alias: { 'react-router-dom-v5-compat': module('react-router-dom'), '@braintree/sanitize-url': path.join(here, 'src', 'sanitizer.ts') },
    logLevel: 'error',
  });
  return path.dirname(out);
}
