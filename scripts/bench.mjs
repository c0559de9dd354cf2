// The benchmarks of docs/benchmarks.md; `npm run bench -- sign-in saml` runs some of them.
import { become, buildWeb, install, node } from './ready.mjs'

install()
buildWeb()
become(node, ['tests/with-postgres.ts', node, 'bench/main.ts', ...process.argv.slice(2)])
