// Fails if a package that was installed is under the AGPL.
import fs from 'node:fs';
import path from 'node:path';

const modules = path.join(path.dirname(new URL(import.meta.url).pathname), 'node_modules');

/** Every package below a folder, those inside other packages too. */
function* packages(folder) {
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const found = path.join(folder, name);
    if (name.startsWith('@')) yield* packages(found);
    else if (fs.existsSync(path.join(found, 'package.json'))) {
      yield found;
      yield* packages(path.join(found, 'node_modules'));
    }
  }
}

const all = [...packages(modules)].map((folder) => JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')));
const stated = (one) => JSON.stringify(one.license ?? one.licenses ?? '');
const refused = all.filter((one) => /AGPL|Affero/i.test(stated(one)) || one.name === '@grafana/prometheus');
for (const one of refused) console.error(`${one.name} ${one.version} is under ${stated(one)}: take it out of package.json.`);
if (all.length === 0) console.error('Nothing is installed.');
process.exit(refused.length || !all.length ? 1 : 0);
