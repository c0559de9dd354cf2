/** The thread of `common-passwords.ts`: zxcvbn with its dictionaries of leaked passwords, words and names. */
import { type MessagePort, parentPort } from 'node:worker_threads'
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as english from '@zxcvbn-ts/language-en'
import type { Judged } from './common-passwords.ts'

/** Eight random characters, as zxcvbn counts them: 10 guesses for each. */
const FEWEST_GUESSES = 1e8
/** Spellings with digits and symbols for letters that are tried: with zxcvbn's 512, a hostile text takes a second. */
const SPELLINGS = 16

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  l33tMaxSubstitutions: SPELLINGS,
})

parentPort?.on('message', ({ judged, port }: { readonly judged: Judged; readonly port: MessagePort }) => {
  port.postMessage(zxcvbn.check(judged.head, [...judged.tried]).guesses < FEWEST_GUESSES)
  port.close()
})
