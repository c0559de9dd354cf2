import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Compiled code and stripped types are kept for the next start. Beside the modules, which only the owner writes: the
// default is a directory that all users of the machine share.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/portico'))

const { main } = await import('./cli/index.ts')
process.exitCode = await main(process.argv.slice(2))
