/** Where somebody is in a list: what is searched, in which order, on which page. */
import { useState } from 'react'
import { setQuery, useLocation } from '../frame/location.ts'

interface SearchAndSort {
  readonly search: string | undefined
  readonly sort: string | undefined
}

export function useSearchAndSort(inAddress: boolean) {
  const { query } = useLocation()
  const [own, setOwn] = useState<SearchAndSort>({ search: undefined, sort: undefined })
  const change = (changes: { readonly search?: string; readonly sort?: string }) => {
    if (inAddress) setQuery(changes)
    else setOwn(before => ({ search: before.search, sort: before.sort, ...changes }))
  }
  const here = { search: query.get('search') || undefined, sort: query.get('sort') || undefined }
  const { search, sort } = inAddress ? here : own
  return { search: search || undefined, sort, change }
}

/** Pages are reached one by one, by the token of the page before; another list begins at its first. */
export function usePages(list: string) {
  const [state, setState] = useState<{ list: string; index: number; tokens: readonly string[] }>({
    list,
    index: 0,
    tokens: [],
  })
  const current = state.list === list ? state : { list, index: 0, tokens: [] }
  return {
    index: current.index,
    count: current.tokens.length + 1,
    token: current.index === 0 ? undefined : current.tokens[current.index - 1],
    open(index: number, next: string | undefined) {
      const known = current.tokens
      const tokens = index > known.length && next !== undefined ? [...known, next] : known
      setState({ list, index: Math.min(index, tokens.length), tokens })
    },
  }
}
