import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserName } from './browser-name.ts'

for (const [why, userAgent, name] of [
  [
    'a browser and its system',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'a telephone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [
    'Firefox on Windows',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'Firefox on Windows',
  ],
  ['a program by its own name', 'my-script/1.2 (by ada)', 'my-script'],
  ['nothing', '', 'Unknown browser'],
  ['nothing readable', '<script>', 'Unknown browser'],
] as const)
  test(`${why} is called ${name}`, () => assert.equal(browserName(userAgent), name))
