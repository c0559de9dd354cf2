import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#server/base/refusal.ts'
import { attributesOf, ENTERPRISE, type Shape, userFrom, userShape } from './attributes.ts'
import { folded, nameKey } from './fold.ts'
import { person } from './testing/directory.ts'
import type { User } from './types.ts'
import { type AttributeOperation, groupChange, resolve, userChange } from './update.ts'

const changes = { createdAt: 0, createdBy: 'x', updatedAt: 0, updatedBy: 'x' }
const ann: User = {
  ...person('ann', {
    nickName: 'Annie',
    emails: [{ value: 'ann@example.com', type: 'work', primary: true }],
    [ENTERPRISE]: { costCenter: '4711', manager: { value: 'bob' } },
  }),
  userId: 'id',
  ...changes,
}

const apply = (...operations: AttributeOperation[]) => attributesOf(userChange(operations)(ann))
const at = (path: string, attributes: Readonly<Record<string, unknown>>): unknown =>
  resolve(userShape, path).segments.reduce<unknown>(
    (value, segment) => (value as Record<string, unknown> | undefined)?.[segment],
    attributes,
  )

describe('operations of UpdateUser', () => {
  for (const [rule, path, value, expected = value] of [
    ['sets a simple attribute', 'title', 'Chef'],
    ['compares paths without case', 'DISPLAYNAME', 'Ann B'],
    ['sets one part of the name', 'name.familyName', 'B'],
    ['makes what the path leads through', `${ENTERPRISE}.manager.displayName`, 'Bob'],
    ['changes the user name', 'userName', 'ann.b'],
    ['clears with null', 'nickName', null, null],
    ['clears without a value', 'nickName', undefined, null],
    ['clearing what is not there is no error', 'title', null, null],
    ['clears a list', 'emails', null, null],
    ['clears the extension', ENTERPRISE, null, null],
    ['replaces a list whole', 'emails', [{ value: 'b@example.com' }]],
    [
      'spells members as the API does',
      'Emails',
      [{ Value: 'b@example.com', PRIMARY: true }],
      [{ value: 'b@example.com', primary: true }],
    ],
    ['replaces the extension whole', ENTERPRISE, { department: 'R&D' }],
    ['takes flags', 'phoneNumbers', [{ value: '+1 555', primary: false }]],
  ] as const)
    test(rule, () => assert.deepEqual(at(path, apply({ path, value })) ?? null, expected))

  test('leaves nothing empty behind', () => {
    const cleared = apply({ path: `${ENTERPRISE}.costCenter` }, { path: `${ENTERPRISE}.manager.value` })
    assert.equal(ENTERPRISE in cleared, false)
  })

  test('apply in their order', () => {
    assert.equal(at('title', apply({ path: 'title', value: 'One' }, { path: 'title', value: 'Two' })), 'Two')
  })

  for (const [rule, path, value, code] of [
    ['an empty string', 'title', '', 'directory.attribute_invalid'],
    ['clearing the user name', 'userName', null, 'directory.attribute_invalid'],
    ['clearing the display name', 'displayName', undefined, 'directory.attribute_invalid'],
    ['clearing the family name', 'name.familyName', null, 'directory.attribute_invalid'],
    ['clearing the whole name', 'name', null, 'directory.attribute_invalid'],
    ['a name without family name', 'name', { givenName: 'Ann' }, 'directory.attribute_required'],
    ['a path that is no attribute', 'shoeSize', '42', 'directory.attribute_unknown'],
    ['a path into a list', 'emails.value', 'a@b', 'directory.attribute_unknown'],
    ['a path below a string', 'title.x', 'a', 'directory.attribute_unknown'],
    ['a path into prototypes', '__proto__.polluted', 'a', 'directory.attribute_unknown'],
    ['the status, which this API only shows', 'userStatus', 'DISABLED', 'directory.attribute_unknown'],
    ['an empty list', 'emails', [], 'directory.attribute_invalid'],
    ['two addresses', 'emails', [{ value: 'a@b' }, { value: 'c@d' }], 'directory.attribute_invalid'],
    ['an unknown member', 'emails', [{ value: 'a@b', colour: 'red' }], 'directory.attribute_invalid'],
    ['a list for a string', 'title', ['Chef'], 'directory.attribute_invalid'],
    ['a number for a string', 'title', 7, 'directory.attribute_invalid'],
    ['a string for a flag', 'emails', [{ value: 'a@b', primary: 'true' }], 'directory.attribute_invalid'],
    ['a space in the user name', 'userName', 'ann b', 'directory.attribute_invalid'],
    ['a user name of 129 characters', 'userName', 'a'.repeat(129), 'directory.attribute_invalid'],
    ['a control character', 'title', 'Che\u0007f', 'directory.attribute_invalid'],
    ['half a character', 'title', '\ud800', 'directory.attribute_invalid'],
    ['a birthday in words', 'birthdate', '24 Nov', 'directory.attribute_invalid'],
  ] as const)
    test(`refuse ${rule}`, () => assert.throws(() => apply({ path, value }), { code }))

  test('are refused with AWS’s sentence where a value is missing', () => {
    assert.throws(() => apply({ path: 'displayname', value: '' }), {
      message: 'attribute value cannot be empty or null for attribute path displayName',
    })
  })

  test('paths and values of any kind end in a change or a refusal', () => {
    const paths = fc.oneof(
      fc.constantFrom(...pathsOf(userShape)),
      fc.string(),
      fc.array(fc.string(), { maxLength: 4 }).map(parts => parts.join('.')),
    )
    fc.assert(
      fc.property(paths, fc.jsonValue({ maxDepth: 4 }), (path, value) => {
        try {
          const changed = userChange([{ path, value }])(ann)
          assert.deepEqual(userFrom(attributesOf(changed), changed), changed)
        } catch (error) {
          assert.ok(error instanceof Refusal)
        }
      }),
    )
  })

  test('every path is found whatever its case', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(userShape)), fc.infiniteStream(fc.boolean()), (path, upper) => {
        const spelt = Array.from(path, letter => (upper.next().value ? letter.toUpperCase() : letter)).join('')
        assert.equal(resolve(userShape, spelt).segments.join('.'), path)
      }),
    )
  })
})

function pathsOf(shape: Shape, path = ''): readonly string[] {
  const inner =
    shape.kind === 'structure'
      ? Object.entries(shape.members).flatMap(([name, member]) =>
          pathsOf(member, path === '' ? name : `${path}.${name}`),
        )
      : []
  return path === '' ? inner : [path, ...inner]
}

describe('operations of UpdateGroup', () => {
  const ops = { groupId: 'id', displayName: 'ops', description: 'Operations', ...changes }

  test('rename and clear the description', () => {
    const change = groupChange([{ path: 'DisplayName', value: 'Ops' }, { path: 'description' }])
    assert.deepEqual(change(ops), { displayName: 'Ops' })
  })

  test('refuse to clear the display name', () => {
    assert.throws(() => groupChange([{ path: 'displayName', value: null }])(ops), {
      code: 'directory.attribute_invalid',
    })
  })
})

describe('new users', () => {
  test('name every required attribute that is missing in one sentence', () => {
    assert.throws(() => userFrom({ userName: 'ann' }, { status: 'ENABLED' }), {
      code: 'directory.attribute_required',
      message:
        'displayname: The attribute displayname is required, givenname: The attribute givenname is required, familyname: The attribute familyname is required',
    })
    assert.throws(() => userFrom({}, { status: 'ENABLED' }), { message: 'userName is a required attribute' })
  })
})

describe('names', () => {
  for (const [rule, one, other, same] of [
    ['case', 'ANN', 'ann', true],
    ['the Unicode form', 'é', 'e\u0301', true],
    ['accents', 'é', 'e', false],
    ['full-width letters', 'ann', 'ａｎｎ', false],
    ['the dotless i', 'ıda', 'ida', false],
    ['case of Greek, at the end of a word too', 'ΟΔΟΣ', 'οδοσ', true],
  ] as const)
    test(`${rule} ${same ? 'makes no difference' : 'makes another name'}`, () =>
      assert.equal(folded(one) === folded(other), same))

  test('folding twice changes nothing more, and a key fits into an index', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), name => {
        assert.equal(folded(folded(name)), folded(name))
        assert.ok(Buffer.byteLength(nameKey(name)) < 1_200)
      }),
    )
  })
})
