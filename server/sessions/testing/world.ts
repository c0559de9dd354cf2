import { type Author, eventStore } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { systemRandom } from '#server/base/random.ts'
import type { TestEngine } from '#tests/engines.ts'
import { grantStore } from '../grant-store.ts'
import { nobody } from '../identity.ts'
import { oauthService } from '../oauth.ts'
import { newSession, sessionService } from '../service.ts'
import { sessionSettingStore } from '../settings-store.ts'
import { sessionStore } from '../store.ts'
import type { TokenStores } from '../tokens.ts'
import type { PortalSession } from '../types.ts'

const HOUR = 3600 * 1000

/** Sessions and grants over a real store, with a clock that the test moves. */
export async function sessionWorld(engine: TestEngine) {
  const time = { now: Date.UTC(2026, 10, 24, 10) }
  const clock = () => time.now
  const storage = await engine.fresh(clock)
  const { instance, sealer, db } = storage
  const place = { region: instance.region, recipientAccountId: instance.managementAccountId, random: systemRandom }
  const atomically: Atomically<TokenStores> = work =>
    storage.unit(unit =>
      work({ sessions: sessionStore(unit), grants: grantStore(unit), events: eventStore(unit, place) }),
    )
  const stores = {
    sessions: sessionStore(db),
    grants: grantStore(db),
    events: eventStore(db, place),
    sessionSettings: sessionSettingStore(db),
  }
  const derive = (purpose: string) => sealer.derive(purpose)
  const needs = { stores, atomically, clock, random: systemRandom, instance, derive }
  const author = (eventName = 'CreateToken'): Author => ({
    call: {
      requestId: `00000000-0000-4000-8000-${String(time.now).slice(-12).padStart(12, '0')}`,
      at: time.now,
      eventSource: 'sso.amazonaws.com',
      eventName,
      readOnly: false,
      eventType: 'AwsApiCall',
      sourceIp: '203.0.113.7',
      userAgent: 'aws-cli/2.36.7',
    },
    identity: nobody(instance),
  })
  return {
    storage,
    instance,
    stores,
    atomically,
    clock,
    time,
    derive,
    author,
    sessions: sessionService(needs),
    oauth: oauthService(needs),
    pass: (milliseconds: number) => {
      time.now += milliseconds
    },
    async signIn(userId: string, duration = 8 * HOUR): Promise<{ token: string; session: PortalSession }> {
      const started = newSession(author('UserAuthentication'), { userId, duration }, systemRandom)
      await atomically(unit => unit.sessions.insert(started.session))
      return started
    },
    async eventNames(): Promise<readonly string[]> {
      const { items } = await stores.events.find({ limit: 100 })
      return items.map(event => event.eventName).sort()
    },
  }
}

export type SessionWorld = Awaited<ReturnType<typeof sessionWorld>>
