/** Where in a JSON text its members stand. */

export interface Place {
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** @param offset in UTF-16 units */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/**
 * The place of the member at a path such as `Statement[0].Action`; where there is none, of what it would be in.
 * @param text that JSON.parse accepts
 */
export function locate(text: string, path: string): Place {
  const offsets = membersOf(text)
  for (let known = path; known !== ''; known = known.replace(/(?:\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, '')) {
    const offset = offsets.get(known)
    if (offset !== undefined) return placeOf(text, offset)
    if (!/[.[]/.test(known)) break
  }
  return placeOf(text, text.search(/\S/))
}

/** Offsets by path: of a member that of its name, of an item that of its value. The grammar was checked before. */
function membersOf(text: string): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>()
  const tokens = /\s+|"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gsy
  const next = (): { readonly token: string; readonly at: number } => {
    for (;;) {
      const at = tokens.lastIndex
      const [token = ''] = tokens.exec(text) ?? []
      if (token.trim() !== '' || token === '') return { token, at }
    }
  }
  const value = (path: string, token: string): void => {
    if (token === '{') members(path)
    if (token === '[') items(path)
  }
  const members = (path: string): void => {
    for (let name = next(); name.token !== '}' && name.token !== ''; name = next()) {
      if (name.token === ',') continue
      const key: unknown = JSON.parse(name.token)
      const own = path === '' ? String(key) : `${path}.${key}`
      offsets.set(own, name.at)
      next()
      value(own, next().token)
    }
  }
  const items = (path: string): void => {
    let index = 0
    for (let item = next(); item.token !== ']' && item.token !== ''; item = next()) {
      if (item.token === ',') continue
      const own = `${path}[${index++}]`
      offsets.set(own, item.at)
      value(own, item.token)
    }
  }
  value('', next().token)
  return offsets
}
