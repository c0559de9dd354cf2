/**
 * The bytes of the AWS APIs, pure: no clock, no store, no network.
 *
 * - `sigv4-claim.ts`, `sigv4.ts`: what a request claims to have signed; whether the claim fits and the signature is right
 * - `schema.ts`: plain JSON ↔ the values of an operation, by the schemas that the official clients export
 * - `query.ts`, `query-answer.ts`: the form of the query protocol as plain JSON; its results and errors as XML
 * - `validation.ts`: a problem of a member, and AWS's sentence about all of them
 * - `arn.ts`: the forms of the ARNs that Portico makes and reads
 *
 * Which service and operation a request means, and who may call it, is the business of `protocols/aws`.
 */
export { type ArnKind, type ArnParts, arn, readArn } from './arn.ts'
export { type Form, formToJson, parseForm, parseFormBytes } from './query.ts'
export { type QueryError, type QueryResult, writeQueryError, writeQueryResult } from './query-answer.ts'
export { awsFormatRefusals, refuse as refuseAws } from './refusals.ts'
export {
  exceptionNames,
  type OperationSchema,
  operationSchemas,
  parseJson,
  readInput,
  requiredCount,
  writeJson,
} from './schema.ts'
export { checkClaim, verifySignature } from './sigv4.ts'
export { claimsSignature, readClaim, type SignatureClaim, type SignedRequest } from './sigv4-claim.ts'
export { invalidInput, type Problem, shownName, validationSentence } from './validation.ts'
