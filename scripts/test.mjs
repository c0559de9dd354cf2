// Everything that CI runs. Installs what is missing, starts a private PostgreSQL cluster, runs every check and test.
// `npm test -- server/directory tests/journeys` runs the tests of some folders only.
import { spawnSync } from 'node:child_process'
import { buildWeb, debianPackages, install, node, root, run, testFiles } from './ready.mjs'

debianPackages({
  chromium: '/usr/bin/chromium',
  postgresql: '/usr/lib/postgresql/*/bin/initdb',
  awscli: '/usr/bin/aws',
  xmlsec1: '/usr/bin/xmlsec1',
  openssl: '/usr/bin/openssl',
  curl: '/usr/bin/curl',
  oathtool: '/usr/bin/oathtool',
})
install()
buildWeb()
const folders = process.argv.slice(2)
if (folders.length === 0) run(node, ['scripts/check.mjs', '--static'])
const files = testFiles(folders.length === 0 ? ['server', 'web', 'tests'] : folders)
const { status } = spawnSync(node, ['tests/with-postgres.ts', node, '--test', '--test-concurrency=2', ...files], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
})
process.exit(status ?? 1)
