// Fills an empty store with a large company: `PORTICO_DATA=/tmp/large npm run seed`, then `PORTICO_DATA=/tmp/large npm start`.
import { become, install, node } from './ready.mjs'

install()
become(node, ['bench/seed/main.ts', ...process.argv.slice(2)])
