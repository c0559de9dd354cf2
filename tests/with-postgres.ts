import { spawn } from 'node:child_process'
import { startPostgres } from './postgres.ts'

/** `node tests/with-postgres.ts PROGRAM ARGUMENT…`: runs the program with TEST_POSTGRES_URL of a private cluster. */
const [program = '', ...args] = process.argv.slice(2)
const cluster = await startPostgres()
const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, TEST_POSTGRES_URL: cluster.url } })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', code => {
  cluster.stop()
  process.exitCode = code ?? 1
})
