import { become, buildWeb, install, node } from './ready.mjs'

install()
buildWeb()
become(node, ['server/main.ts', 'serve', ...process.argv.slice(2)])
