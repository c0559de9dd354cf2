import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from '#tests/portico.ts'

/** The `portico` command, a process of its own beside the server. Gives what it prints on stdout. */
export const portico =
  (settings: Readonly<Record<string, string>>) =>
  async (args: readonly string[], input = ''): Promise<string> => {
    const child = spawn(process.execPath, [join(root, 'server/main.ts'), ...args], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    child.stdin.end(input)
    const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    assert.equal(status, 0)
    return output
  }
