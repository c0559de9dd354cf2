#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { become, install, node, serverFlags } from '../scripts/ready.mjs'

if (!existsSync(node)) install()
const main = new URL('../server/main.ts', import.meta.url).pathname
become(node, [...serverFlags, main, ...process.argv.slice(2)], { cwd: process.cwd() })
