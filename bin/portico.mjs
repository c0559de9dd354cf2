#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { become, install, node } from '../scripts/ready.mjs'

if (!existsSync(node)) install()
become(node, [new URL('../server/main.ts', import.meta.url).pathname, ...process.argv.slice(2)], { cwd: process.cwd() })
