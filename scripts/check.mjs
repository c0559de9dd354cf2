// Format, lint, types, unused code, architecture and unit tests: for every edit, under a minute.
import { bin, install, node, run, testFiles } from './ready.mjs'

install()
run(bin('biome'), ['ci', '.'])
run(bin('tsc'), ['-p', '.'])
run(bin('tsc'), ['-p', 'web'])
run(node, [bin('knip')])
if (!process.argv.includes('--static'))
  run(node, [
    '--test',
    '--test-reporter=dot',
    '--test-concurrency=2',
    ...testFiles(['server', 'web', 'tests/architecture']),
  ])
