import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf } from '#tests/doors/wire.ts'
import { needed } from '#tests/doors/world.ts'
import { PASSWORD } from '#tests/portico.ts'
import { type Replica, type Replicas, replicas } from './world.ts'

const filled = (userName: string) => ({
  userName,
  email: `${userName}@example.org`,
  givenName: userName,
  familyName: 'Example',
  password: PASSWORD,
  repeated: PASSWORD,
})

/** Opens a set-up link at one replica. @returns what fills the form in and sends it */
async function opened(world: Replicas, replica: Replica, link: string) {
  const browser = world.browser(asked => world.at(replica, asked))
  const page = await browser.get(link.slice(world.origin.length))
  assert.equal(page.status, 200)
  return (userName: string) => browser.submit('/setup', page.body, filled(userName))
}

const administrators = async ({ first }: Replicas) =>
  (await first.app.storage.db.selectFrom('assignment').select('principal_id').execute()).length

test('a set-up link that is used twice at once makes one administrator', async () => {
  const world = await replicas()
  const link = needed(await world.first.app.commands.setupLink())
  const [one, other] = [await opened(world, world.first, link), await opened(world, world.second, link)]
  const answers = await Promise.all([one('ada'), other('eve')])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [
    303,
    needed(answers.find(a => a.status !== 303)).status,
  ])
  const refused = needed(answers.find(({ status }) => status !== 303))
  assert.equal(codeOf(refused), 'setup.link_invalid')
  assert.equal(await administrators(world), 1)
  const known = await Promise.all(['ada', 'eve'].map(name => world.second.app.directory.userByName(name)))
  assert.equal(known.filter(user => user !== undefined).length, 1)
})

test('two set-ups at once, each with its own link, make one administrator', async () => {
  const world = await replicas()
  const { first, second } = world
  const links = [needed(await first.app.commands.setupLink()), needed(await second.app.commands.setupLink())]
  assert.notEqual(links[0], links[1])
  const [one, other] = [await opened(world, first, needed(links[0])), await opened(world, second, needed(links[1]))]
  const answers = await Promise.all([one('ada'), other('eve')])
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  assert.equal(await administrators(world), 1)
  const late = await other('eve')
  assert.equal(codeOf(late), 'setup.link_invalid')
  assert.equal(await second.app.commands.setupLink(), undefined)
})
