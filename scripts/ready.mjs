// What every command needs before it can do its work, on a machine with any Node from 20 on and nothing installed.
// Plain JavaScript of Node 20: these files run before the pinned Node is there.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')

// Compiled code and stripped types are kept for the next process: each test file is one.
process.env.NODE_COMPILE_CACHE ??= join(modules, '.cache', 'portico')

/** The Node that the lock file pins; everything of Portico runs on it. */
export const node = join(modules, '.bin', 'node')
/** A small young generation: it costs few per cent of throughput and keeps 12 MiB off an idle server. */
export const serverFlags = ['--max-semi-space-size=4']
export const bin = name => join(modules, '.bin', name)

const hashOf = files => {
  const hash = createHash('sha256')
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/** Does `work` unless its inputs are those of the last time. */
function whenChanged(stampFile, inputs, output, work) {
  const stamp = hashOf(inputs)
  if (existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  work()
  writeFileSync(stampFile, stamp)
}

export function install() {
  const inputs = [join(root, 'package.json'), join(root, 'package-lock.json')]
  whenChanged(join(modules, '.portico-installed'), inputs, node, () => {
    console.error('Installing dependencies (npm ci) …')
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  })
}

const filesUnder = directory =>
  readdirSync(directory, { recursive: true })
    .map(name => join(directory, name))
    .filter(file => statSync(file).isFile())
    .sort()

export function buildWeb() {
  const web = join(root, 'web')
  const sources = filesUnder(web).filter(file => !relative(web, file).startsWith('dist'))
  const inputs = [join(root, 'package-lock.json'), ...sources]
  whenChanged(join(modules, '.portico-web'), inputs, join(web, 'dist', 'console', 'index.html'), () => {
    console.error('Building the web apps …')
    for (const app of ['portal', 'console'])
      run(node, [bin('vite'), 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn', '--mode', app])
  })
}

/** Debian packages whose program is missing are installed where we are root, and named where we are not. */
export function debianPackages(wanted) {
  const missing = Object.entries(wanted)
    .filter(([, path]) => !isThere(path))
    .map(([name]) => name)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    fail(
      `These Debian packages are missing: ${missing.join(' ')}\nInstall them with: sudo apt-get install ${missing.join(' ')}`,
    )
  console.error(`Installing Debian packages: ${missing.join(' ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** A path, in which `*` stands for one folder. */
function isThere(path) {
  const [before, after] = path.split('*')
  if (after === undefined) return existsSync(path)
  return existsSync(before) && readdirSync(before).some(name => existsSync(join(before, name, after)))
}

/** Runs a program to its end; a failure ends this process with its status. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options })
  if (error) fail(`${program}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Becomes the program, as far as Node can: signals go to it, its status is ours. */
export function become(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => fail(`${program}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** Test files below the folders, as paths from the root. */
export const testFiles = folders =>
  folders
    .flatMap(folder => filesUnder(join(root, folder)))
    .filter(file => file.endsWith('.test.ts') && !file.includes('/node_modules/'))
    .map(file => relative(root, file))
