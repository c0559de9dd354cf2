import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { commonPasswords } from './common-passwords.ts'

const isCommon = commonPasswords()
const names = ['ann.miller', 'Ann', 'Miller', 'ann.miller@example.org']

describe('a password is guessed early', () => {
  for (const [why, password] of [
    ['when it is known from leaks', '1qaz@WSX'],
    ['with letters replaced as people replace them', 'P@ssw0rd!'],
    ['with a year behind a word', 'Summer2026!'],
    ['when it is a short text repeated', 'Aa1!Aa1!Aa1!'],
    ['when it is one character repeated, however long it is', `Aa1!${'x'.repeat(60)}`],
    ['when it is the name of its user', 'Ann.Miller-1'],
  ] as const)
    test(`${why}: ${password}`, async () => assert.equal(await isCommon(password, names), true))
})

describe('a password is not guessed early', () => {
  for (const [why, password] of [
    ['when it is eight random characters', 'Zq7!kdwp'],
    ['when it is several words', 'Correct-horse-7'],
    ['when it was generated', 'Kvbm-3947-hnzs-Txwq-52cdf'],
    ['in letters of another script', 'Пароль-длинный aB3'],
  ] as const)
    test(`${why}: ${password}`, async () => assert.equal(await isCommon(password, names), false))
})
