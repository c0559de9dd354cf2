import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeForCmd, quoteForPowerShell, setVariables } from './shells.ts'

/** No NUL (no shell carries it) and no lone surrogate (it has no UTF-8). */
const values = fc.array(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(s => s.replaceAll('\0', '')),
  { minLength: 50, maxLength: 50 },
)

test('bash gets back any value that it is given', () => {
  fc.assert(
    fc.property(values, given => {
      const names = given.map((_, i) => `V${i}`)
      const variables = Object.fromEntries(given.map((value, i) => [`V${i}`, value]))
      const print = `printf '%s\\0' ${names.map(name => `"$${name}"`).join(' ')}`
      const printed = execFileSync('bash', ['-c', `${setVariables('bash', variables)}\n${print}`], { encoding: 'utf8' })
      assert.deepEqual(printed.split('\0').slice(0, -1), given)
    }),
    { numRuns: 5 },
  )
})

for (const [why, value, quoted] of [
  ['a plain value', 'wJalr/K7+MDENG=', "'wJalr/K7+MDENG='"],
  ['what PowerShell would expand elsewhere', '$x`n"y"', `'$x\`n"y"'`],
  ['a single quote', "it's", "'it''s'"],
  [
    'typographic quotes, which PowerShell takes for plain ones',
    'a\u2018b\u2019c\u201Ad\u201B',
    "'a\u2018\u2018b\u2019\u2019c\u201A\u201Ad\u201B\u201B'",
  ],
] as const)
  test(`PowerShell: ${why}`, () => assert.equal(quoteForPowerShell(value), quoted))

for (const [why, value, escaped] of [
  ['a plain value stays as it is', 'wJalr/K7+MDENG=', 'wJalr/K7+MDENG='],
  ['operators', 'a&b|c<d>e(f)', 'a^&b^|c^<d^>e^(f^)'],
  ['variables', '%PATH%!x!', '^%PATH^%^!x^!'],
  ['carets and quotation marks', '^"', '^^^"'],
] as const)
  test(`cmd: ${why}`, () => assert.equal(escapeForCmd(value), escaped))

test('each shell sets one variable a line', () => {
  const variables = { AWS_ACCESS_KEY_ID: 'ASIA1', AWS_SESSION_TOKEN: 'a/b+c==' }
  assert.equal(setVariables('bash', variables), "export AWS_ACCESS_KEY_ID='ASIA1'\nexport AWS_SESSION_TOKEN='a/b+c=='")
  assert.equal(
    setVariables('powershell', variables),
    "$Env:AWS_ACCESS_KEY_ID='ASIA1'\n$Env:AWS_SESSION_TOKEN='a/b+c=='",
  )
  assert.equal(setVariables('cmd', variables), 'SET AWS_ACCESS_KEY_ID=ASIA1\nSET AWS_SESSION_TOKEN=a/b+c==')
})
