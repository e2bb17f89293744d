/** Other folders import only this file. The engine of an exam is `client/exam`: this is what the command line adds. */
export { runCommand } from './command.ts'
export { formats, toLines, toTable } from './formats.ts'
export { findScenario, InvalidPlan, readPlan } from './plan.ts'
