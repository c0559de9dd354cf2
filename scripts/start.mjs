import { become, buildWeb, install, node, serverFlags } from './ready.mjs'

install()
buildWeb()
become(node, [...serverFlags, 'server/main.ts', 'serve', ...process.argv.slice(2)])
