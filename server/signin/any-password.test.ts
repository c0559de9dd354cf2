import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { engines } from '#tests/engines.ts'
import { linkIn } from '#tests/mail-server.ts'
import { invitations } from './invitation.ts'
import { signinWorld } from './testing/world.ts'

/** Whatever people type: any script, what other systems trip over, and a length at the bounds. */
const text = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
    fc.string({
      unit: fc.constantFrom("'", '"', '\\', '#', '%', '&', '<', '\u0000', 'ö', 'o\u0308', '💥', 'aB3-'),
      maxLength,
    }),
    fc.constantFrom('x'.repeat(maxLength), '💥'.repeat(maxLength), `aB3-${'ö'.repeat(60)}`),
  )

const RULE =
  /^(too_short|too_long|missing_(lower|upper|digit|symbol)|contains_username|too_common|recently_used)(, (too_short|too_long|missing_(lower|upper|digit|symbol)|contains_username|too_common|recently_used))*$/

/** @returns whether it was set; where not, the rules say why */
async function isSet(setting: Promise<unknown>): Promise<boolean> {
  try {
    await setting
    return true
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error))
    assert.equal(error.code, 'credentials.password_policy')
    assert.match(error.details.observed ?? '', RULE)
    return false
  }
}

for (const engine of engines)
  describe(`any name with any password on ${engine.name}`, () => {
    test('is set, or refused by a rule that is named, by hand and with a link', async () => {
      const world = await signinWorld(engine)
      const { author, people, passwords, outbox } = world
      const links = invitations({ ...world, ...world.audit })
      let number = 0
      await fc.assert(
        fc.asyncProperty(text(100), text(128), async (name, password) => {
          number += 1
          const details = {
            displayName: name || 'x',
            name: { givenName: 'Ann' },
            attributes: {},
            status: 'ENABLED',
          } as const
          const emails = [{ value: `u${number}@example.org`, primary: true }]
          const user = await people
            .createUser(author, { ...details, emails, userName: `${name}${number}` })
            .catch((error: unknown) => assert.ok(error instanceof Refusal, String(error)))
          // Some names are refused, by a rule of the directory.
          if (user === undefined) return
          const { userId, userName } = user
          const byHand = await isSet(passwords.set(author, { userId, userName, password }))
          assert.equal(await passwords.verify(userId, password), byHand)
          const { mailId } = await links.invite(author, userId)
          const { text: letter = '' } = await outbox.read(author, mailId)
          const token = new URL(linkIn(letter)).searchParams.get('token') ?? ''
          // What was set by hand is one of the last three.
          assert.equal(await isSet(links.accept(author.call, token, password)), false)
          assert.equal(await isSet(links.accept(author.call, token, 'Never-thought-of-7')), true)
        }),
        { numRuns: 60 },
      )
    })
  })
