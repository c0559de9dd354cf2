import { BASE32, pick, type Random } from '#server/base/random.ts'

/** Prefixes of IAM's unique ids (IAM user guide, IAM identifiers). */
type Prefix = 'AROA' | 'ANPA' | 'AIDA' | 'AKIA'

const LENGTHS = { AROA: 17, ANPA: 17, AIDA: 17, AKIA: 16 } as const

export const iamId = (prefix: Prefix, random: Random): string => prefix + pick(random, BASE32, LENGTHS[prefix])
