import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { type Browser, browser } from './testing/browser.ts'
import { PASSWORD, type SigninWorld, signinWorld } from './testing/world.ts'

const SECOND = 1_000
const DAY = 24 * 3600 * SECOND

async function givePassword(window: Browser, userName: string, headers = {}) {
  await window.get('/signin?return=%2Fstart%2F')
  await window.submit({ username: userName })
  await window.follow()
  return window.submit({ password: PASSWORD }, headers)
}

/** With the code of an app on the page that asks for it. */
async function giveCode(window: Browser, code: string, more: Record<string, string> = {}, headers = {}) {
  if (window.page().status === 303) await window.follow()
  return window.submit({ code, ...more }, headers)
}

const problemOf = (window: Browser): string =>
  /class="problem"[^>]*><a[^>]*>([^<]+)</.exec(window.page().body)?.[1] ?? ''

async function refusals(world: SigninWorld): Promise<readonly string[]> {
  const records = await world.records()
  return records.flatMap(({ additionalEventData }) => {
    const { refusal } = (additionalEventData ?? {}) as { refusal?: { code: string } }
    return refusal === undefined ? [] : [refusal.code]
  })
}

const LONGEST = 'a'.repeat(127)

for (const engine of engines)
  describe(`second factors on ${engine.name}`, () => {
    /** The seed knows an exception here; there is none. */
    for (const mode of ['DISABLED', 'CONTEXT_AWARE', 'ALWAYS_ON'] as const)
      test(`a user name of any form signs in with ${mode}`, async () => {
        const world = await signinWorld(engine)
        await world.setMfa({ mode: 'CONTEXT_AWARE' })
        for (const [userName, typed] of [
          ['ann', 'ANN'],
          ['CORP\\ann', 'corp\\Ann'],
          ['ann@corp.example.com', 'Ann@CORP.example.com'],
          ['ångström.œuvre', 'ÅNGSTRÖM.ŒUVRE'],
          ['o\'neil#1+"x"', 'O\'Neil#1+"X"'],
          ['李雷😀', '李雷😀'],
          [`${LONGEST}b`, `${LONGEST}B`.toUpperCase()],
        ] as const) {
          const codeAt = await world.addApp(await world.addUser(userName))
          await world.setMfa({ mode })
          const window = browser(world.app)
          let answer = await givePassword(window, typed)
          if (mode !== 'DISABLED') {
            assert.equal(answer.location, '/signin/second-factor', userName)
            answer = await giveCode(window, codeAt(world.time.now))
          }
          assert.deepEqual([answer.status, answer.location], [303, '/start/'], userName)
          await world.setMfa({ mode: 'CONTEXT_AWARE' })
        }
      })

    test('five events tell of a sign-in with an app, and name both factors', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const window = browser(world.app)
      await givePassword(window, 'ann')
      await giveCode(window, codeAt(world.time.now))
      const records = (await world.records()).filter(({ eventSource }) => eventSource === 'signin.amazonaws.com')
      const shown = records.map(({ eventName, additionalEventData }) => {
        const { CredentialType } = additionalEventData as { CredentialType: string }
        return `${eventName} ${CredentialType}`
      })
      assert.deepEqual(shown, [
        'CredentialChallenge PASSWORD',
        'CredentialVerification PASSWORD',
        'CredentialChallenge TOTP',
        'CredentialVerification TOTP',
        'UserAuthentication PASSWORD,TOTP',
      ])
    })

    test('a code is accepted once, also when it comes twice at once', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const windows = [browser(world.app), browser(world.app), browser(world.app)]
      for (const window of windows) {
        await givePassword(window, 'ann')
        await window.follow()
      }
      const code = codeAt(world.time.now)
      const answers = await Promise.all(windows.map(window => window.submit({ code })))
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 401, 401])
      assert.ok(windows.some(window => problemOf(window).startsWith('This code was used already.')))
      world.pass(30 * SECOND)
      const [loser] = windows.filter(window => window.page().status === 401)
      assert.equal((await loser?.submit({ code: codeAt(world.time.now) }))?.location, '/start/')
    })

    test('a clock that is wrong is named, with minutes, and the code that told it is never accepted', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const window = browser(world.app)
      await givePassword(window, 'ann')
      const future = world.time.now + 180 * SECOND
      const answer = await giveCode(window, codeAt(future))
      assert.equal(answer.status, 401)
      assert.match(problemOf(window), /clock is about 3 minutes fast\. Set it to automatic time/)
      await giveCode(window, codeAt(world.time.now - 120 * SECOND))
      assert.match(problemOf(window), /clock is about 2 minutes slow/)
      world.pass(180 * SECOND)
      await giveCode(window, codeAt(future))
      assert.match(problemOf(window), /used already/)
      assert.equal((await giveCode(window, codeAt(world.time.now + 30 * SECOND))).location, '/start/')
      assert.deepEqual(await refusals(world), ['mfa.clock_drift', 'mfa.clock_drift', 'mfa.code_used'])
    })

    test('two codes that tell a wrong clock at once are both burned', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const windows = [browser(world.app), browser(world.app)]
      for (const window of windows) {
        await givePassword(window, 'ann')
        await window.follow()
      }
      const instants = [150, 180].map(seconds => world.time.now + seconds * SECOND)
      await Promise.all(windows.map((window, turn) => window.submit({ code: codeAt(instants[turn] ?? 0) })))
      for (const [turn, instant] of instants.entries()) {
        world.pass(instant - world.time.now)
        await windows[turn]?.submit({ code: codeAt(instant) })
        assert.match(problemOf(windows[turn] ?? assert.fail()), /used already/)
      }
    })

    test('guessing is slowed down, from however many addresses it comes', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const wrong = ['000000', '111111', '222222', '333333', '444444', '555555'].filter(
        code => ![-30, 0, 30].some(seconds => codeAt(world.time.now + seconds * SECOND) === code),
      )
      const statuses = []
      for (const [turn, code] of wrong.entries()) {
        const window = browser(world.app)
        await givePassword(window, 'ann')
        statuses.push((await giveCode(window, code, {}, { 'x-forwarded-for': `198.51.100.${turn}` })).status)
      }
      assert.deepEqual(statuses.slice(0, 5), [401, 401, 401, 401, 401])
      assert.equal(statuses[5], 429)
      world.pass(1_000)
      const window = browser(world.app)
      await givePassword(window, 'ann')
      assert.equal((await giveCode(window, codeAt(world.time.now))).location, '/start/')
    })

    test('at a trusted place nothing is asked for until something differs; the event says what', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const window = browser(world.app)
      await givePassword(window, 'ann')
      assert.match((await window.follow()).body, /This is a trusted device/)
      assert.equal((await giveCode(window, codeAt(world.time.now), { trust: 'yes' })).location, '/start/')
      window.cookies.delete('portico_session')
      assert.equal((await givePassword(window, 'ann')).location, '/start/')
      window.cookies.delete('portico_session')
      const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
      assert.equal((await givePassword(window, 'ann', { 'user-agent': firefox })).location, '/signin/second-factor')
      const contexts = (await world.records()).flatMap(({ additionalEventData }) => {
        const { SigninContext } = (additionalEventData ?? {}) as { SigninContext?: { changes: string } }
        return SigninContext === undefined ? [] : [SigninContext.changes]
      })
      assert.deepEqual(contexts, ['new_browser', 'none', 'other_browser'])
      // Only the trust of that place, and not for ever.
      assert.equal((await givePassword(browser(world.app), 'ann')).location, '/signin/second-factor')
      world.pass(31 * DAY)
      assert.equal((await givePassword(window, 'ann')).location, '/signin/second-factor')
    })

    test('with a second factor every time, no place is trusted', async () => {
      const world = await signinWorld(engine)
      const codeAt = await world.addApp(await world.addUser('ann'))
      const window = browser(world.app)
      await givePassword(window, 'ann')
      await giveCode(window, codeAt(world.time.now), { trust: 'yes' })
      await world.setMfa({ mode: 'ALWAYS_ON' })
      window.cookies.delete('portico_session')
      assert.equal((await givePassword(window, 'ann')).location, '/signin/second-factor')
      assert.doesNotMatch((await window.follow()).body, /trusted device/)
    })

    test('a trusted place ends with the password that was given there', async () => {
      const world = await signinWorld(engine)
      const user = await world.addUser('ann')
      const codeAt = await world.addApp(user)
      const window = browser(world.app)
      await givePassword(window, 'ann')
      await giveCode(window, codeAt(world.time.now), { trust: 'yes' })
      await world.passwords.set(world.author, { ...user, password: 'Another-horse-8' })
      await world.passwords.set(world.author, { ...user, password: 'A-third-horse-9' })
      window.cookies.delete('portico_session')
      await window.get('/signin?return=%2Fstart%2F')
      await window.submit({ username: 'ann' })
      await window.follow()
      assert.equal((await window.submit({ password: 'A-third-horse-9' })).location, '/signin/second-factor')
    })

    test('a trusted place ends with the devices that proved it', async () => {
      const world = await signinWorld(engine)
      const user = await world.addUser('ann')
      const codeAt = await world.addApp(user)
      const window = browser(world.app)
      await givePassword(window, 'ann')
      await giveCode(window, codeAt(world.time.now), { trust: 'yes' })
      await world.addApp(user, 'Tablet')
      window.cookies.delete('portico_session')
      assert.equal((await givePassword(window, 'ann')).location, '/signin/second-factor')
    })

    test('whoever has no device registers one where that is required, and is signed in', async () => {
      const world = await signinWorld(engine)
      const { userId } = await world.addUser('ann')
      await world.setMfa({ mode: 'ALWAYS_ON', withoutDevice: 'REQUIRE_REGISTRATION' })
      const window = browser(world.app)
      assert.equal((await givePassword(window, 'ann')).location, '/signin/devices/new')
      await window.follow()
      await window.submit({ kind: 'totp' })
      const page = await window.follow()
      const secret = /class="secret">([A-Z2-7 ]+)</.exec(page.body)?.[1]?.replaceAll(' ', '') ?? ''
      const { generateSync } = await import('otplib')
      const codeAt = (at: number) => generateSync({ secret, epoch: Math.floor(at / 1000) })
      await window.submit({ code: codeAt(world.time.now + 240 * SECOND), name: 'My phone' })
      assert.match(problemOf(window), /clock is about 4 minutes fast/)
      // The page is the same as before: what was scanned stays good.
      assert.ok(window.page().body.includes(secret.slice(0, 4)))
      const answer = await window.submit({ code: codeAt(world.time.now), name: 'My phone' })
      assert.deepEqual([answer.status, answer.location], [303, '/start/'])
      assert.deepEqual(
        (await world.mfaDevices.of(userId)).map(({ name, kind }) => [name, kind]),
        [['My phone', 'TOTP']],
      )
      const { additionalEventData } = (await world.records()).find(
        ({ eventName }) => eventName === 'UserAuthentication',
      ) as { additionalEventData: Record<string, string> }
      assert.deepEqual(
        [additionalEventData.CredentialType, additionalEventData.DeviceEnrollmentRequired],
        ['PASSWORD', 'true'],
      )
    })

    test('nobody registers a device past one that is there already', async () => {
      const world = await signinWorld(engine)
      await world.addApp(await world.addUser('ann'))
      await world.setMfa({ mode: 'ALWAYS_ON', withoutDevice: 'REQUIRE_REGISTRATION' })
      const window = browser(world.app)
      await givePassword(window, 'ann')
      assert.match((await window.get('/signin/devices/totp')).location, /^\/signin\?return=/)
    })

    test('whoever has no device is kept out where that is the rule, and reads who can help', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann')
      await world.setMfa({ mode: 'CONTEXT_AWARE', withoutDevice: 'BLOCK' })
      const window = browser(world.app)
      assert.equal((await givePassword(window, 'ann')).location, '/signin/blocked')
      const page = await window.follow()
      assert.equal(page.status, 403)
      assert.match(page.body, /takes a registered device, and you have none/)
      assert.deepEqual(await refusals(world), ['signin.no_device'])
    })

    test('a code by mail lets in whoever has no device, once, and no wrong one does', async () => {
      const world = await signinWorld(engine)
      await world.addUser('ann', { email: 'ann@example.org' })
      await world.setMfa({ mode: 'ALWAYS_ON', withoutDevice: 'EMAIL_OTP' })
      const window = browser(world.app)
      assert.equal((await givePassword(window, 'ann')).location, '/signin/email-code')
      await window.follow()
      const codes = async () => {
        const { items } = await world.outbox.list({ limit: 10 })
        const mails = await Promise.all(items.map(({ mailId }) => world.stores.mail.open(mailId)))
        return mails.map(mail => /^ {4}(\d{6})$/m.exec(mail?.text ?? '')?.[1] ?? '')
      }
      const [first = ''] = await codes()
      assert.equal((await giveCode(window, first === '000000' ? '111111' : '000000')).status, 401)
      world.pass(1)
      await window.submit({ another: 'yes' })
      await window.follow()
      const [second = ''] = (await codes()).filter(code => code !== first)
      assert.equal((await giveCode(window, first)).status, 401)
      assert.equal((await giveCode(window, second)).location, '/start/')
      assert.deepEqual(await refusals(world), ['mfa.email_code_wrong', 'mfa.email_code_wrong'])
    })

    for (const [why, email] of [
      ['no address', undefined],
      ['an address that no mail can be sent to', 'ann at home'],
    ] as const)
      test(`whoever has no device and ${why} reads so`, async () => {
        const world = await signinWorld(engine)
        await world.addUser('ann', email === undefined ? {} : { email })
        await world.setMfa({ mode: 'ALWAYS_ON', withoutDevice: 'EMAIL_OTP' })
        const window = browser(world.app)
        await givePassword(window, 'ann')
        assert.match((await window.follow()).body, /there is no address for you/)
      })

    test('a recovery code works once, however it is typed', async () => {
      const world = await signinWorld(engine)
      const user = await world.addUser('ann')
      await world.addApp(user)
      const [code = ''] = await world.mfaDevices.newRecoveryCodes(world.author, user.userId)
      for (const expected of [303, 401]) {
        const window = browser(world.app)
        await givePassword(window, 'ann')
        await window.get('/signin/second-factor?use=recovery')
        assert.equal((await window.submit({ code: ` ${code.toUpperCase().replaceAll('-', ' ')}` })).status, expected)
      }
    })

    test('a password that is due is set after the second factor, and by nobody without it', async () => {
      const world = await signinWorld(engine)
      const user = await world.addUser('ann', { mustChange: true })
      const codeAt = await world.addApp(user)
      const window = browser(world.app)
      assert.equal((await givePassword(window, 'ann')).location, '/signin/second-factor')
      assert.equal((await window.get('/signin/new-password')).location, '/signin/second-factor')
      await window.get('/signin/second-factor')
      assert.equal((await giveCode(window, codeAt(world.time.now))).location, '/signin/new-password')
      await window.follow()
      const answer = await window.submit({ password: 'Another-horse-8', repeated: 'Another-horse-8' })
      assert.equal(answer.location, '/start/')
    })
  })
