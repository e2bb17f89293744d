/** Holds a server against an OpenAPI document. Other folders import only this file. */
export { differencesBetween } from './compare.ts'
export { examplesOf, find, otherViolationOf, requestViolationOf, statusesOf, violationOf, type Contract } from './contract.ts'
export { operationsOf, resolve, type Document, type Located, type Operation } from './document.ts'
export { basesOf } from './routes.ts'
export { faultsOfDocument } from './validator.ts'
