/**
 * Explaining: the public page of each refusal code (`/help/{code}`, made from the registry that `app.ts` puts together),
 * the console's first page with what needs attention (`overview.ts`), and `portico doctor`, which says of a whole
 * deployment what is wrong, what was seen and how to mend it.
 * Why one particular call was refused stands in its event (`audit/`).
 */
export { diagnose, type Finding } from './doctor.ts'
export { explainRefusals } from './refusals.ts'
