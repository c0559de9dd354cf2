#!/usr/bin/env node
import { become, install, node } from '../scripts/ready.mjs'

install()
become(node, [new URL('../server/main.ts', import.meta.url).pathname, ...process.argv.slice(2)], { cwd: process.cwd() })
